package wsroom.archipelago;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The registration's own thread, with the JVM's monotonic time.
///
/// Thread-safe.
final class RegistrationThread implements Timeline, AutoCloseable {
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, this::thread);
  private final Consumer<RuntimeException> onBug;
  private final Consumer<Error> onError;
  private volatile @Nullable Thread thread;

  /// @param onBug called on this thread when a task has failed
  /// @param onError handles an [Error], after which the process should end
  RegistrationThread(Consumer<RuntimeException> onBug, Consumer<Error> onError) {
    this.onBug = onBug;
    this.onError = onError;
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(() -> run(task));
    } catch (RejectedExecutionException over) {
      // The server has stopped, and so has the link.
    }
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> future =
          executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException over) {
      return () -> {};
    }
  }

  @Override
  public boolean isHere() {
    return Thread.currentThread().equals(thread);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /// The executor itself would swallow exceptions.
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      onBug.accept(bug);
    } catch (Error fatal) {
      onError.accept(fatal);
    }
  }

  private Thread thread(Runnable work) {
    Thread created = Thread.ofPlatform().daemon().name("archipelago").unstarted(work);
    thread = created;
    return created;
  }
}
