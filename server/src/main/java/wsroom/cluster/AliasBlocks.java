package wsroom.cluster;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.function.Consumer;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.cluster.Records.Counter;

/// Assigns aliases that no other node assigns: blocks of [#BLOCK] from a counter that all share.
/// The next block is fetched while a quarter of the last one is left.
///
/// Confined to the cluster's thread.
final class AliasBlocks {
  static final int BLOCK = 1_024;
  private static final int MAX_ATTEMPTS = 20;
  private static final String KEY = "alias";

  private final ClusterNode node;
  private final ArrayDeque<Consumer<OptionalInt>> waiting = new ArrayDeque<>();
  private long next = 1;
  private long end = 1;
  private long fetchedNext;
  private long fetchedEnd;
  private boolean isFetching;
  private boolean isExhausted;

  AliasBlocks(ClusterNode node) {
    this.node = node;
  }

  /// Whether no alias is left in the whole cluster.
  boolean isExhausted() {
    return isExhausted && next == end;
  }

  /// Gives the next alias, or none if no block can be fetched.
  void take(Consumer<OptionalInt> handler) {
    if (next == end && fetchedEnd > fetchedNext) {
      next = fetchedNext;
      end = fetchedEnd;
      fetchedNext = fetchedEnd;
    }
    boolean isRunningOut = end - next < BLOCK / 4 && fetchedNext == fetchedEnd;
    if (next < end) {
      int alias = (int) next++;
      if (isRunningOut) {
        fetch(0);
      }
      handler.accept(OptionalInt.of(alias));
    } else {
      waiting.add(handler);
      fetch(0);
    }
  }

  private void fetch(int attempt) {
    if (!isFetching) {
      isFetching = true;
      node.stores().counters().get(KEY, found -> onFound(attempt, found));
    }
  }

  private void onFound(int attempt, Lookup found) {
    switch (found) {
      case Lookup.Absent _ ->
          node.stores()
              .counters()
              .create(KEY, new Counter(BLOCK).encode(), written -> onWritten(attempt, 0, written));
      case Lookup.Found(byte[] value, long revision) -> {
        Counter counter = node.read(() -> Counter.decode(value));
        if (counter == null || counter.last() > Integer.MAX_VALUE - BLOCK) {
          isExhausted = true;
          finish();
        } else {
          byte[] changed = new Counter(counter.last() + BLOCK).encode();
          node.stores()
              .counters()
              .update(
                  KEY, changed, revision, written -> onWritten(attempt, counter.last(), written));
        }
      }
      case Lookup.Unknown _ -> repeat(attempt);
    }
  }

  private void onWritten(int attempt, long last, Outcome outcome) {
    if (outcome instanceof Outcome.Done) {
      fetchedNext = last + 1;
      fetchedEnd = last + 1 + BLOCK;
      finish();
    } else {
      // If it was written after all, the block is lost: there are two million of them.
      repeat(attempt);
    }
  }

  private void repeat(int attempt) {
    node.counters().writeRepeated();
    isFetching = false;
    if (attempt >= MAX_ATTEMPTS) {
      finish();
    } else {
      node.soon(attempt, () -> fetch(attempt + 1));
    }
  }

  private void finish() {
    isFetching = false;
    boolean hasBlock = next < end || fetchedNext < fetchedEnd;
    for (int count = waiting.size(); count > 0; count--) {
      Consumer<OptionalInt> handler = waiting.remove();
      if (hasBlock) {
        take(handler);
      } else {
        handler.accept(OptionalInt.empty());
      }
    }
  }
}
