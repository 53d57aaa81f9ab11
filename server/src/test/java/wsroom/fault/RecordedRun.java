package wsroom.fault;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The records of all clients of a run, and whether they are consistent.
///
/// Thread-safe.
final class RecordedRun {
  /// The timeout for any step on a busy machine.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_VIOLATIONS = 20;

  private final InetSocketAddress server;
  private final int seats;
  private final Map<Integer, RecordedSession> welcomed = new ConcurrentHashMap<>();
  private final Set<RecordedSession> open = ConcurrentHashMap.newKeySet();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final BitSet aliases = new BitSet();
  private final Map<String, LongAdder> tally = new ConcurrentHashMap<>();
  private final LongAdder updates = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  RecordedRun(InetSocketAddress server, int seats) {
    this.server = server;
    this.seats = seats;
  }

  InetSocketAddress server() {
    return server;
  }

  int seats() {
    return seats;
  }

  // --- Recording ---

  void begins(RecordedSession visit) {
    open.add(visit);
  }

  void welcomes(RecordedSession visit) {
    lock.lock();
    try {
      if (aliases.get(visit.alias())) {
        violates("has the alias of another", visit);
      }
      aliases.set(visit.alias());
    } finally {
      lock.unlock();
    }
    welcomed.put(visit.alias(), visit);
    counts("welcomes");
  }

  void ends(RecordedSession visit) {
    counts(visit.ending());
  }

  void counts(String what) {
    tally.computeIfAbsent(what, first -> new LongAdder()).increment();
  }

  void countsUpdate() {
    updates.increment();
  }

  /// Called when a client has received something.
  void hasMoved() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void violates(String what, RecordedSession visit) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(visit.story() + "\n  " + what);
    }
  }

  // --- Invariants ---

  List<String> violations() {
    return List.copyOf(violations);
  }

  /// Waits until nothing is missing, or the timeout expires.
  ///
  /// @param missing describes what is still missing @return what is still missing at the end
  List<String> awaits(Supplier<List<String>> missing, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    List<String> left = missing.get();
    while (!left.isEmpty() && System.nanoTime() - end < 0) {
      lock.lock();
      try {
        // Checks after each event; unobserved changes are checked a little later.
        boolean _ = moved.await(20, TimeUnit.MILLISECONDS);
      } finally {
        lock.unlock();
      }
      left = missing.get();
    }
    return left;
  }

  /// The differences between members: the members that they know, and the updates that they have
  /// received of each other.
  List<String> disagreements() {
    List<String> all = new ArrayList<>();
    Map<String, Map<Integer, String>> rooms = new HashMap<>();
    Collection<RecordedSession> in =
        welcomed.values().stream().filter(RecordedSession::isIn).toList();
    in.forEach(
        visit ->
            rooms
                .computeIfAbsent(visit.room(), room -> new HashMap<>())
                .put(visit.alias(), visit.address()));
    for (RecordedSession visit : in) {
      Map<Integer, String> others = new HashMap<>(rooms.getOrDefault(visit.room(), Map.of()));
      others.remove(visit.alias());
      if (!visit.present().equals(others)) {
        all.add(visit + " knows " + visit.present() + "\n  of " + others);
      }
      for (RecordedSession speaker : in) {
        if (!speaker.equals(visit)
            && speaker.room().equals(visit.room())
            && !speaker.wasHeardBy(visit)) {
          all.add(visit + " has not heard all of " + speaker);
        }
      }
    }
    return all;
  }

  /// Orderly leaves before which another member missed a reliable update, although it saw the
  /// leave.
  List<String> lastWordsUnheard() {
    List<String> all = new ArrayList<>();
    for (RecordedSession speaker : welcomed.values()) {
      if (!speaker.endedInGoodOrder()) {
        continue;
      }
      for (RecordedSession listener : welcomed.values()) {
        if (listener.knowsThatLeft(speaker.alias()) && !speaker.wasHeardBy(listener)) {
          all.add(listener + " has not heard the last of " + speaker);
        }
      }
    }
    return all;
  }

  /// Members of each room, by what its members know.
  Map<String, Long> census() {
    Map<String, Long> rooms = new HashMap<>();
    welcomed.values().stream()
        .filter(RecordedSession::isIn)
        .forEach(visit -> rooms.merge(visit.room(), 1L, Long::sum));
    return rooms;
  }

  List<String> stillOpen() {
    return open.stream().filter(visit -> !visit.isOver()).map(RecordedSession::toString).toList();
  }

  void forgetsAll() {
    open.forEach(RecordedSession::isForgotten);
  }

  /// The counts of all events, in one line.
  String summary() {
    Map<String, LongAdder> sorted = new java.util.TreeMap<>(tally);
    return updates.sum() + " updates heard, " + sorted;
  }
}
