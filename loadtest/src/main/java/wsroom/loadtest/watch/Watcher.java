package wsroom.loadtest.watch;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.Failure;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.Header;

/// Prints a line for each event that comes over one connection. Its calls come one after the other.
public final class Watcher implements WebSocket.Listener {
  private final PrintWriter out;
  private final EventFormat format;
  private final Runnable onOpen;
  private final Consumer<Header> onEvent;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private volatile long heardNanos = System.nanoTime();

  /// @param onOpen is called when the server has let it in, before any event
  /// @param onEvent is told of each event before its line is printed
  public Watcher(PrintWriter out, EventFormat format, Runnable onOpen, Consumer<Header> onEvent) {
    this.out = out;
    this.format = format;
    this.onOpen = onOpen;
    this.onEvent = onEvent;
  }

  /// How it ended, when it has.
  public CompletableFuture<String> ended() {
    return ended;
  }

  /// When something last came, be it just a ping. From any thread.
  public long heardNanos() {
    return heardNanos;
  }

  @Override
  public void onOpen(WebSocket from) {
    heardNanos = System.nanoTime();
    onOpen.run();
    from.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    heardNanos = System.nanoTime();
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
        ended.complete("the server sent what is no event");
      }
      message.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer content) {
    heardNanos = System.nanoTime();
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
    ended.complete(Failure.words(error));
  }
}
