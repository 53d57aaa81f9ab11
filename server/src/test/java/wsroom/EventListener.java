package wsroom;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import wsroom.proto.events.v1.Envelope;

/// Someone who hears the server's events over a real socket.
final class EventListener implements WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<Envelope> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final WebSocket socket;
  private ByteString message = ByteString.EMPTY;

  private EventListener(WebSocket.Builder builder, URI events) {
    socket = builder.buildAsync(events, this).join();
  }

  static EventListener with(HttpClient http, URI events, String token) {
    return new EventListener(
        http.newWebSocketBuilder().header("Authorization", "Bearer " + token), events);
  }

  /// As a page has to do it, which cannot set headers.
  static EventListener withSubprotocols(HttpClient http, URI events, String first, String second) {
    return new EventListener(http.newWebSocketBuilder().subprotocols(first, second), events);
  }

  String subprotocol() {
    return socket.getSubprotocol();
  }

  Envelope hears(String topic) throws InterruptedException {
    Envelope next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("an event comes in time").isNotNull();
    assertThat(next.getHeader().getTopic()).as("the topic of %s", next).isEqualTo(topic);
    return next;
  }

  /// The next event, whatever it is.
  Envelope next() throws InterruptedException {
    Envelope next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("an event comes in time").isNotNull();
    return next;
  }

  void says(String text) {
    socket.sendText(text, true).join();
  }

  int closeCode() throws Exception {
    return closeCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    message = message.concat(ByteString.copyFrom(data));
    if (last) {
      try {
        heard.add(Envelope.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      message = ByteString.EMPTY;
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closeCode.completeExceptionally(error);
  }
}
