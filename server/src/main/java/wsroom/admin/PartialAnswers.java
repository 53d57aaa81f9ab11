package wsroom.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The answers that the I/O threads have given in time.
///
/// @param isComplete whether all of them have answered
record PartialAnswers<T>(List<T> answers, boolean isComplete) {

  static <T> PartialAnswers<T> from(List<CompletableFuture<T>> pending, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    List<T> answers = new ArrayList<>();
    boolean isComplete = true;
    for (CompletableFuture<T> one : pending) {
      try {
        long remaining = Math.max(0, deadline - System.nanoTime());
        answers.add(one.get(remaining, TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        isComplete = false;
      } catch (ExecutionException e) {
        throw new IllegalStateException("I/O thread failed to answer", e.getCause());
      }
    }
    return new PartialAnswers<>(answers, isComplete);
  }
}
