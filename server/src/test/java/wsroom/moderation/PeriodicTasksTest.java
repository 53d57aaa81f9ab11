package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PeriodicTasksTest {
  private static final Duration SHORT_DELAY = Duration.ofMillis(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PeriodicTasks tasks = new PeriodicTasks(threads);
  private final Semaphore rounds = new Semaphore(0);

  @AfterEach
  void stop() {
    tasks.close();
    threads.shutdownNow();
  }

  @Test
  void longTaskDoesNotOverlapItselfOrDelayOthers() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(2);
    tasks.every(
        Duration.ZERO,
        SHORT_DELAY,
        () -> {
          begun.incrementAndGet();
          again.countDown();
          end.await();
        });
    tasks.every(Duration.ZERO, SHORT_DELAY, rounds::release);

    rounds.acquire(20);
    assertThat(begun).hasValue(1);

    end.countDown();
    again.await();
  }

  /// After changing a source an operator need not wait for its interval.
  @Test
  void allTasksRunNowOnRequest() throws Exception {
    tasks.every(Duration.ofDays(1), Duration.ofDays(1), rounds::release);
    tasks.every(Duration.ofDays(1), Duration.ofDays(1), rounds::release);

    tasks.runAllNow();

    rounds.acquire(2);
  }

  @Test
  void failedTaskRunsAgain() throws Exception {
    tasks.every(
        Duration.ZERO,
        SHORT_DELAY,
        () -> {
          rounds.release();
          throw new IllegalStateException("a bug");
        });

    rounds.acquire(3);
  }

  @Test
  void taskRunsAgainAfterAnError() throws Exception {
    tasks.every(
        Duration.ZERO,
        SHORT_DELAY,
        () -> {
          rounds.release();
          throw new StackOverflowError();
        });

    rounds.acquire(3);
  }
}
