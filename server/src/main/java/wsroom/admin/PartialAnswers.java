package wsroom.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the I/O threads have answered in time.
///
/// @param isComplete whether all of them have
record PartialAnswers<T>(List<T> answers, boolean isComplete) {

  static <T> PartialAnswers<T> from(List<CompletableFuture<T>> asked, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    List<T> answers = new ArrayList<>();
    boolean complete = true;
    for (CompletableFuture<T> one : asked) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        answers.add(one.get(left, TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        complete = false;
      } catch (ExecutionException e) {
        throw new IllegalStateException("an I/O thread could not answer", e.getCause());
      }
    }
    return new PartialAnswers<>(answers, complete);
  }
}
