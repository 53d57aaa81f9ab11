package wsroom.loadtest.events;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.FailureText;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.Header;

/// Prints the events of one connection, a line each. Its methods are called one at a time.
public final class EventPrinter implements WebSocket.Listener {
  private final PrintWriter out;
  private final EventFormat format;
  private final Runnable onOpen;
  private final Consumer<Header> onEvent;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private volatile long lastFrameNanos = System.nanoTime();

  /// @param onOpen called after the upgrade, before any event
  /// @param onEvent called with each event before its line is printed
  public EventPrinter(
      PrintWriter out, EventFormat format, Runnable onOpen, Consumer<Header> onEvent) {
    this.out = out;
    this.format = format;
    this.onOpen = onOpen;
    this.onEvent = onEvent;
  }

  /// Completes with the reason when the connection ends.
  public CompletableFuture<String> ended() {
    return ended;
  }

  /// When the last frame arrived, pings included. From any thread.
  public long lastFrameNanos() {
    return lastFrameNanos;
  }

  @Override
  public void onOpen(WebSocket from) {
    lastFrameNanos = System.nanoTime();
    onOpen.run();
    from.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    lastFrameNanos = System.nanoTime();
    byte[] part = new byte[data.remaining()];
    data.get(part);
    message.writeBytes(part);
    if (last) {
      try {
        Envelope envelope = Envelope.parseFrom(message.toByteArray());
        onEvent.accept(envelope.getHeader());
        out.println(format.line(envelope));
        out.flush();
      } catch (InvalidProtocolBufferException e) {
        ended.complete("the server sent a malformed event");
      }
      message.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer content) {
    lastFrameNanos = System.nanoTime();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    ended.complete("closed with " + code + (reason.isEmpty() ? "" : " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    ended.complete(FailureText.describe(error));
  }
}
