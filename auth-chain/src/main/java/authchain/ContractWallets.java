package authchain;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks contract wallets through an Ethereum node: bounds how many questions are under way, asks
/// identical ones once, and leaves a failing node alone for a while. Safe for use by many threads.
final class ContractWallets {
  private static final Logger log = LoggerFactory.getLogger(ContractWallets.class);
  private static final int FAILURES_BEFORE_PAUSE = 5;

  private final JsonRpcClient node;
  private final CircuitBreaker breaker;
  private final Duration pause;
  private final Semaphore permits;
  private final ConcurrentMap<ContractQuestion, CompletableFuture<ContractAnswer>> inFlight =
      new ConcurrentHashMap<>();

  /// @param concurrency how many questions may be under way
  /// @param pause how long a failing node is left alone
  /// @param nanoTime the time for `pause`
  ContractWallets(EthereumNode node, int concurrency, Duration pause, LongSupplier nanoTime) {
    this.node = new JsonRpcClient(node);
    this.pause = pause;
    breaker = new CircuitBreaker(FAILURES_BEFORE_PAUSE, pause, nanoTime);
    permits = new Semaphore(concurrency);
  }

  /// Whether the node is being left alone after failures.
  boolean nodeIsLeftAlone() {
    return breaker.isOpen();
  }

  /// The contract's answer, or why there is none, by the deadline at the latest. A thread that is
  /// interrupted gets no answer and stays interrupted.
  ContractAnswer ask(ContractQuestion question, Deadline deadline) {
    CompletableFuture<ContractAnswer> mine = new CompletableFuture<>();
    CompletableFuture<ContractAnswer> running = inFlight.putIfAbsent(question, mine);
    if (running != null) {
      return await(running, deadline);
    }
    ContractAnswer refused = takePermit();
    if (refused != null) {
      inFlight.remove(question, mine);
      mine.complete(refused);
      return refused;
    }
    // On a thread of its own: if this asker goes away, others may be waiting for the same answer.
    Thread.ofVirtual().name("contract-wallet").start(() -> answer(question, mine, deadline));
    return await(mine, deadline);
  }

  /// Null where the question may be asked; the permit is then to be released.
  private @Nullable ContractAnswer takePermit() {
    if (!permits.tryAcquire()) {
      return new ContractAnswer.Busy();
    }
    if (!breaker.tryPass()) {
      permits.release();
      return new ContractAnswer.Unavailable("the node is left alone");
    }
    return null;
  }

  private void answer(
      ContractQuestion question, CompletableFuture<ContractAnswer> asked, Deadline deadline) {
    ContractAnswer answer = new ContractAnswer.Unavailable("a bug");
    try {
      answer = question.ask(node, deadline);
    } finally {
      permits.release();
      report(answer);
      inFlight.remove(question, asked);
      asked.complete(answer);
    }
  }

  private void report(ContractAnswer answer) {
    boolean success = !(answer instanceof ContractAnswer.Unavailable);
    if (breaker.report(success) && answer instanceof ContractAnswer.Unavailable(String why)) {
      log.warn(
          "the Ethereum node failed {} times in a row, at last with: {}."
              + " Contract wallets are refused for {} and then tried again",
          FAILURES_BEFORE_PAUSE,
          why,
          pause);
    }
  }

  private static ContractAnswer await(CompletableFuture<ContractAnswer> answer, Deadline deadline) {
    try {
      return answer.get(Math.max(0, deadline.remainingNanos()), NANOSECONDS);
    } catch (TimeoutException e) {
      return new ContractAnswer.Unavailable("no answer in time");
    } catch (ExecutionException e) {
      return new ContractAnswer.Unavailable("a bug");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ContractAnswer.Unavailable("interrupted");
    }
  }
}
