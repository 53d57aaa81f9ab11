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

/// Queries contract wallets through Ethereum nodes: limits pending queries, sends identical ones
/// once, pauses a failing node and uses the next one. Thread-safe.
final class ContractWallets {
  private static final Logger log = LoggerFactory.getLogger(ContractWallets.class);
  private static final int FAILURES_BEFORE_PAUSE = 5;

  private final List<Node> nodes;
  private final Duration pause;
  private final Semaphore permits;
  private final ConcurrentMap<ContractQuery, CompletableFuture<ContractResult>> inFlight =
      new ConcurrentHashMap<>();

  private record Node(String host, JsonRpcClient client, CircuitBreaker breaker) {}

  /// @param nodes in order of preference
  /// @param concurrency maximum number of pending queries
  /// @param pause of a failing node
  /// @param nanoTime the clock for `pause`
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

  /// Whether all nodes are paused after failures.
  boolean allNodesPaused() {
    return nodes.stream().allMatch(node -> node.breaker().isOpen());
  }

  /// The contract's result, or why there is none, by the deadline. An interrupted thread gets none
  /// and stays interrupted.
  ContractResult ask(ContractQuery query, Deadline deadline) {
    CompletableFuture<ContractResult> ownResult = new CompletableFuture<>();
    CompletableFuture<ContractResult> pendingResult = inFlight.putIfAbsent(query, ownResult);
    if (pendingResult != null) {
      return await(pendingResult, deadline);
    }
    if (!permits.tryAcquire()) {
      ContractResult busy = new ContractResult.Busy();
      inFlight.remove(query, ownResult);
      ownResult.complete(busy);
      return busy;
    }
    // On its own thread: if this caller is interrupted, others may wait for the same result.
    Thread.ofVirtual().name("contract-wallet").start(() -> answer(query, ownResult, deadline));
    return await(ownResult, deadline);
  }

  private void answer(
      ContractQuery query, CompletableFuture<ContractResult> future, Deadline deadline) {
    ContractResult answer = new ContractResult.Unavailable("a bug");
    try {
      answer = ask(nodes, query, deadline);
    } finally {
      permits.release();
      inFlight.remove(query, future);
      future.complete(answer);
    }
  }

  /// Tries the nodes in order until one replies. Each but the last gets half of the remaining time,
  /// so that a node that hangs leaves some for the next.
  private ContractResult ask(List<Node> nodes, ContractQuery query, Deadline deadline) {
    ContractResult answer = new ContractResult.Unavailable("all nodes are paused");
    for (int i = 0; i < nodes.size(); i++) {
      if (deadline.isOver()) {
        return new ContractResult.Unavailable("no time left"); // not a failure of this node
      }
      if (nodes.get(i).breaker().tryPass()) {
        boolean last = i == nodes.size() - 1;
        answer = ask(nodes.get(i), query, last ? deadline : deadline.halfway());
        if (!(answer instanceof ContractResult.Unavailable)) {
          return answer;
        }
      }
    }
    return answer;
  }

  private ContractResult ask(Node node, ContractQuery query, Deadline deadline) {
    ContractResult answer = new ContractResult.Unavailable("a bug");
    try {
      answer = query.ask(node.client(), deadline);
    } finally {
      boolean success = !(answer instanceof ContractResult.Unavailable);
      if (node.breaker().report(success)
          && answer instanceof ContractResult.Unavailable(String why)) {
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

  private static ContractResult await(CompletableFuture<ContractResult> answer, Deadline deadline) {
    try {
      return answer.get(Math.max(0, deadline.remainingNanos()), NANOSECONDS);
    } catch (TimeoutException e) {
      return new ContractResult.Unavailable("no answer in time");
    } catch (ExecutionException e) {
      return new ContractResult.Unavailable("a bug");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ContractResult.Unavailable("interrupted");
    }
  }
}
