package wsroom.cluster.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterThreadTest {
  private final BlockingQueue<Error> errors = new LinkedBlockingQueue<>();
  private final ClusterThread thread = new ClusterThread(errors::add);
  private final List<String> ran = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    thread.close();
  }

  @Test
  void tasksRunInOrderAndTimersWhenTheyAreDue() throws Exception {
    thread.execute(
        () -> {
          assertThat(thread.isCurrent()).isTrue();
          thread.executeAfter(
              () -> {
                ran.add("later");
                end.countDown();
              },
              40);
          thread.executeAfter(() -> ran.add("soon"), 10);
          thread.executeAfter(() -> ran.add("as soon"), 10);
        });
    thread.execute(() -> ran.add("first"));
    thread.execute(() -> ran.add("second"));

    awaitEnd();
    assertThat(ran).containsExactly("first", "second", "soon", "as soon", "later");
  }

  @Test
  void timersRunWhileTheQueueIsNeverEmpty() throws Exception {
    thread.execute(() -> thread.executeAfter(end::countDown, 20));
    thread.execute(this::again);
    awaitEnd();
  }

  @Test
  void aTaskThatThrowsEndsNoOtherAndAnErrorIsToldToTheProcess() throws Exception {
    thread.execute(
        () -> {
          throw new IllegalStateException("a bug");
        });
    thread.execute(
        () -> {
          throw new AssertionError("fatal");
        });
    thread.execute(end::countDown);
    awaitEnd();
    assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("fatal"));
  }

  private void again() {
    if (end.getCount() > 0) {
      thread.execute(this::again);
    }
  }

  private void awaitEnd() throws InterruptedException {
    assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
