package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The messages and the end of a WebSocket of the JDK's client.
final class Inbox<T> implements WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 30;

  private final Parser<T> parser;
  private final BlockingQueue<T> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private ByteString begun = ByteString.EMPTY;

  Inbox(Parser<T> parser) {
    this.parser = parser;
  }

  T next() throws InterruptedException {
    T next = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("something comes in time").isNotNull();
    return next;
  }

  int closeCode() throws Exception {
    return closeCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    // The JDK's client delivers a frame in parts, as they arrive.
    begun = begun.concat(ByteString.copyFrom(data));
    if (last) {
      try {
        messages.add(parser.parseFrom(begun));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      begun = ByteString.EMPTY;
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
