package authchain;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks contract wallets through Ethereum nodes: bounds how many questions are under way, asks
/// identical ones once, leaves a failing node alone for a while, and asks the next one. Safe for
/// use by many threads.
final class ContractWallets {
  private static final Logger log = LoggerFactory.getLogger(ContractWallets.class);
  private static final int FAILURES_BEFORE_PAUSE = 5;

  private final List<Node> nodes;
  private final Duration pause;
  private final Semaphore permits;
  private final ConcurrentMap<ContractQuestion, CompletableFuture<ContractAnswer>> inFlight =
      new ConcurrentHashMap<>();

  private record Node(String host, JsonRpcClient client, CircuitBreaker breaker) {}

  /// @param nodes in the order in which they are asked
  /// @param concurrency how many questions may be under way
  /// @param pause how long a failing node is left alone
  /// @param nanoTime the time for `pause`
  ContractWallets(
      List<EthereumNode> nodes, int concurrency, Duration pause, LongSupplier nanoTime) {
    this.nodes =
        nodes.stream()
            .map(
                node ->
                    new Node(
                        node.uri().getHost(),
                        new JsonRpcClient(node),
                        new CircuitBreaker(FAILURES_BEFORE_PAUSE, pause, nanoTime)))
            .toList();
    this.pause = pause;
    permits = new Semaphore(concurrency);
  }

  /// Whether every node is being left alone after failures.
  boolean nodesAreLeftAlone() {
    return nodes.stream().allMatch(node -> node.breaker().isOpen());
  }

  /// The contract's answer, or why there is none, by the deadline at the latest. A thread that is
  /// interrupted gets no answer and stays interrupted.
  ContractAnswer ask(ContractQuestion question, Deadline deadline) {
    CompletableFuture<ContractAnswer> mine = new CompletableFuture<>();
    CompletableFuture<ContractAnswer> running = inFlight.putIfAbsent(question, mine);
    if (running != null) {
      return await(running, deadline);
    }
    if (!permits.tryAcquire()) {
      ContractAnswer busy = new ContractAnswer.Busy();
      inFlight.remove(question, mine);
      mine.complete(busy);
      return busy;
    }
    // On a thread of its own: if this asker goes away, others may be waiting for the same answer.
    Thread.ofVirtual().name("contract-wallet").start(() -> answer(question, mine, deadline));
    return await(mine, deadline);
  }

  private void answer(
      ContractQuestion question, CompletableFuture<ContractAnswer> asked, Deadline deadline) {
    ContractAnswer answer = new ContractAnswer.Unavailable("a bug");
    try {
      answer = ask(nodes, question, deadline);
    } finally {
      permits.release();
      inFlight.remove(question, asked);
      asked.complete(answer);
    }
  }

  /// Asks the nodes in their order until one answers. Each but the last gets half of the time left,
  /// so that a node that hangs leaves some for the next.
  private ContractAnswer ask(List<Node> nodes, ContractQuestion question, Deadline deadline) {
    ContractAnswer answer = new ContractAnswer.Unavailable("every node is left alone");
    for (int i = 0; i < nodes.size(); i++) {
      if (deadline.isOver()) {
        return new ContractAnswer.Unavailable("no time left"); // which is no fault of this node's
      }
      if (nodes.get(i).breaker().tryPass()) {
        boolean last = i == nodes.size() - 1;
        answer = ask(nodes.get(i), question, last ? deadline : deadline.halfway());
        if (!(answer instanceof ContractAnswer.Unavailable)) {
          return answer;
        }
      }
    }
    return answer;
  }

  private ContractAnswer ask(Node node, ContractQuestion question, Deadline deadline) {
    ContractAnswer answer = new ContractAnswer.Unavailable("a bug");
    try {
      answer = question.ask(node.client(), deadline);
    } finally {
      boolean success = !(answer instanceof ContractAnswer.Unavailable);
      if (node.breaker().report(success)
          && answer instanceof ContractAnswer.Unavailable(String why)) {
        log.warn(
            "Ethereum node {} failed {} times in a row, last with: {}; not asked for {}",
            node.host(),
            FAILURES_BEFORE_PAUSE,
            why,
            pause);
      }
    }
    return answer;
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
