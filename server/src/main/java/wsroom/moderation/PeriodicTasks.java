package wsroom.moderation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks at fixed delays. Tasks run on an executor, so that none waits for another, and two
/// runs of one task never overlap, even if a run takes longer than the delay or the process was
/// paused.
///
/// Thread-safe.
final class PeriodicTasks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeriodicTasks.class);

  private final Executor executor;
  private final List<Runnable> runs = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("bans").factory());

  /// @param executor runs the tasks, which may block
  PeriodicTasks(Executor executor) {
    this.executor = executor;
  }

  /// A task that may block. Its exceptions are logged, and it runs again after its delay.
  @FunctionalInterface
  interface Task {
    void run() throws InterruptedException;
  }

  void every(Duration initialDelay, Duration delay, Task task) {
    AtomicBoolean isRunning = new AtomicBoolean();
    Runnable run =
        () -> {
          if (isRunning.compareAndSet(false, true)) {
            executor.execute(() -> run(task, isRunning));
          }
        };
    runs.add(run);
    var _ =
        timer.scheduleWithFixedDelay(
            run, initialDelay.toNanos(), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Runs all tasks now, in addition to their schedule.
  void runAllNow() {
    runs.forEach(Runnable::run);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static void run(Task task, AtomicBoolean isRunning) {
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("periodic task of the bans failed, retrying after its delay", e);
    } finally {
      isRunning.set(false);
    }
  }
}
