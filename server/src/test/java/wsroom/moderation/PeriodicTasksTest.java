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
  private static final Duration OFTEN = Duration.ofMillis(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PeriodicTasks chores = new PeriodicTasks(threads);
  private final Semaphore rounds = new Semaphore(0);

  @AfterEach
  void stop() {
    chores.close();
    threads.shutdownNow();
  }

  @Test
  void aChoreThatTakesLongIsNotBegunAgainMeanwhileAndKeepsNoOtherWaiting() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(2);
    chores.every(
        Duration.ZERO,
        OFTEN,
        () -> {
          begun.incrementAndGet();
          again.countDown();
          end.await();
        });
    chores.every(Duration.ZERO, OFTEN, rounds::release);

    rounds.acquire(20);
    assertThat(begun).hasValue(1);

    end.countDown();
    again.await();
  }

  /// An operator who has changed a source does not want to wait for its turn.
  @Test
  void allAreDoneNowWhenAsked() throws Exception {
    chores.every(Duration.ofDays(1), Duration.ofDays(1), rounds::release);
    chores.every(Duration.ofDays(1), Duration.ofDays(1), rounds::release);

    chores.allNow();

    rounds.acquire(2);
  }

  @Test
  void aChoreThatFailsIsDoneAgain() throws Exception {
    chores.every(
        Duration.ZERO,
        OFTEN,
        () -> {
          rounds.release();
          throw new IllegalStateException("a bug");
        });

    rounds.acquire(3);
  }

  @Test
  void evenAnErrorKeepsAChoreFromNothing() throws Exception {
    chores.every(
        Duration.ZERO,
        OFTEN,
        () -> {
          rounds.release();
          throw new StackOverflowError();
        });

    rounds.acquire(3);
  }
}
