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

/// What is done again and again. Each chore is done aside, so that none waits for another, and
/// never twice at once: neither one that takes longer than its pause nor a pause of the whole
/// process, after which much is due, makes two rounds of the same overlap.
///
/// Thread-safe.
final class PeriodicTasks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeriodicTasks.class);

  private final Executor executor;
  private final List<Runnable> rounds = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("bans").factory());

  /// @param executor where chores are done, and may wait for others
  PeriodicTasks(Executor executor) {
    this.executor = executor;
  }

  /// Something that may wait for others. What it throws is logged, and it is done again later.
  @FunctionalInterface
  interface Chore {
    void run() throws InterruptedException;
  }

  void every(Duration first, Duration then, Chore chore) {
    AtomicBoolean underWay = new AtomicBoolean();
    Runnable round =
        () -> {
          if (underWay.compareAndSet(false, true)) {
            executor.execute(() -> run(chore, underWay));
          }
        };
    rounds.add(round);
    var _ =
        timer.scheduleWithFixedDelay(round, first.toNanos(), then.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Does all of them now, in addition.
  void allNow() {
    rounds.forEach(Runnable::run);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static void run(Chore chore, AtomicBoolean underWay) {
    try {
      chore.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("a chore of the bans failed, and is tried again later", e);
    } finally {
      underWay.set(false);
    }
  }
}
