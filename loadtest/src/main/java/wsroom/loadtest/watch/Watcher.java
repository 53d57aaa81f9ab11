package wsroom.loadtest.watch;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Prints a line for each event that comes. Its calls come one after the other.
public final class Watcher implements WebSocket.Listener {
  private final PrintWriter out;
  private final EventLines lines;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  public Watcher(PrintWriter out, EventLines lines) {
    this.out = out;
    this.lines = lines;
  }

  /// How it ended, when it has.
  public CompletableFuture<String> ended() {
    return ended;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    message.writeBytes(part);
    if (last) {
      try {
        out.println(lines.line(message.toByteArray()));
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
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    ended.complete("closed with %d %s".formatted(code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    ended.complete("lost: " + error.getMessage());
  }
}
