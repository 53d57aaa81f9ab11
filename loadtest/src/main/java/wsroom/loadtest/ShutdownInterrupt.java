package wsroom.loadtest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Interrupts a thread on Ctrl+C or SIGTERM, and delays the exit until it has finished.
final class ShutdownInterrupt implements AutoCloseable {
  private static final int FINISH_TIMEOUT_SECONDS = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private ShutdownInterrupt(Thread worker) {
    this.hook =
        new Thread(
            () -> {
              worker.interrupt();
              awaitFinished();
            },
            "shutdown interrupt");
  }

  /// Interrupts the thread on shutdown, until closed.
  static ShutdownInterrupt interrupting(Thread worker) {
    ShutdownInterrupt request = new ShutdownInterrupt(worker);
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  /// Marks the thread as finished, so that a shutdown under way proceeds.
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The shutdown has begun already; it proceeds now.
    }
  }

  private void awaitFinished() {
    try {
      boolean _ = finished.await(FINISH_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt();
    }
  }
}
