package wsroom.loadtest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl+C, or another request that the process ends: it interrupts the thread at work, and lets it
/// tidy up before the process is gone.
final class EndRequest implements AutoCloseable {
  private static final int TIDYING_LIMIT_SECONDS = 10;

  private final CountDownLatch tidied = new CountDownLatch(1);
  private final Thread hook;

  private EndRequest(Thread worker) {
    this.hook =
        new Thread(
            () -> {
              worker.interrupt();
              awaitTidied();
            },
            "end request");
  }

  /// As long as it is open, a request to end interrupts the thread.
  static EndRequest interrupting(Thread worker) {
    EndRequest request = new EndRequest(worker);
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  /// The thread has done all that it had to.
  @Override
  public void close() {
    tidied.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // It has begun to end, and now goes on.
    }
  }

  private void awaitTidied() {
    try {
      boolean _ = tidied.await(TIDYING_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    }
  }
}
