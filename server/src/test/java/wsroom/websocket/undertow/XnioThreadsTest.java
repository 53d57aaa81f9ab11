package wsroom.websocket.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.ChannelPipe;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import wsroom.websocket.IoThread;

/// The tasks of XNIO's threads.
class XnioThreadsTest {
  private static final int MANY_TURNS = 100_000;

  private final XnioWorker worker = worker();
  private final IoThread thread =
      new XnioThreads(
              worker,
              0,
              error -> {
                throw error;
              })
          .all()
          .getFirst();

  @AfterEach
  void stop() {
    worker.shutdownNow();
  }

  /// A long task in parts lets the sockets be served in between, and does not wait for them.
  @Test
  void taskContinuedAfterPollsLetsSocketsBeReadInBetween() throws Exception {
    ChannelPipe<StreamSourceChannel, StreamSinkChannel> pipe = worker.createHalfDuplexPipe();
    CompletableFuture<Integer> turnsUntilRead = new CompletableFuture<>();
    int[] turns = {0};
    pipe.getLeftSide()
        .getReadSetter()
        .set(
            source -> {
              source.suspendReads();
              turnsUntilRead.complete(turns[0]);
            });
    pipe.getLeftSide().resumeReads();

    Runnable turn =
        new Runnable() {
          @Override
          public void run() {
            turns[0]++;
            if (turns[0] == 3) {
              write(pipe.getRightSide());
            }
            if (turns[0] == MANY_TURNS) {
              turnsUntilRead.complete(MANY_TURNS);
            } else if (!turnsUntilRead.isDone()) {
              thread.executeAfterPoll(this);
            }
          }
        };
    thread.execute(turn);

    assertThat(turnsUntilRead.get(10, TimeUnit.SECONDS)).isBetween(3, 5);
  }

  private static void write(StreamSinkChannel sink) {
    try {
      sink.write(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static XnioWorker worker() {
    try {
      return Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
