package wsroom.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.cluster.Records.Heartbeat;
import wsroom.cluster.Records.NodeValue;

/// The other nodes: alive, suspected after [#SUSPICION_MILLIS] of silence, or dead.
///
/// Dead is a node on whose lease's key a tombstone could be created: that succeeds only after the
/// lease has expired, and from then on its renewals are refused. So all agree on it, and no clocks
/// are compared.
///
/// Confined to the cluster's thread.
final class NodeTable {
  static final long SUSPICION_MILLIS = 3_000;

  /// The time between two attempts to declare a suspected node dead.
  private static final long BURIAL_MILLIS = 3_000;

  private static final int MAX_NODES = 1_000;
  private static final int MAX_DEAD = 4_096;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Logger log = LoggerFactory.getLogger(NodeTable.class);

  private enum State {
    ALIVE,
    SUSPECTED
  }

  private static final class Entry {
    final NodeRef ref;
    State state = State.ALIVE;
    long heardNanos;
    long burialNanos;

    Entry(NodeRef ref, long now) {
      this.ref = ref;
      this.heardNanos = now;
    }
  }

  private final ClusterNode node;
  private final Map<Long, Entry> entries = new HashMap<>();
  private final Set<Long> dead = new LinkedHashSet<>();
  private long noBurialBeforeNanos;

  NodeTable(ClusterNode node) {
    this.node = node;
    this.noBurialBeforeNanos = node.loop().nanoTime();
  }

  boolean isAlive(long incarnation) {
    Entry entry = entries.get(incarnation);
    return entry != null && entry.state == State.ALIVE;
  }

  boolean isDead(long incarnation) {
    return dead.contains(incarnation);
  }

  boolean isKnown(long incarnation) {
    return entries.containsKey(incarnation);
  }

  @Nullable NodeRef ref(long incarnation) {
    Entry entry = entries.get(incarnation);
    return entry == null ? null : entry.ref;
  }

  /// The nodes that are not dead.
  List<NodeStatus> statuses() {
    long now = node.loop().nanoTime();
    return entries.values().stream()
        .map(
            entry ->
                new NodeStatus(
                    entry.ref.id(),
                    entry.ref.incarnation(),
                    entry.state == State.SUSPECTED,
                    (now - entry.heardNanos) / NANOS_PER_MILLI))
        .toList();
  }

  /// Learns of a node from a record. It counts as alive until its silence is noticed.
  void learn(NodeRef ref) {
    if (!isDead(ref.incarnation())
        && ref.incarnation() != node.self().incarnation()
        && !ref.id().equals(node.settings().nodeId())
        && entries.size() < MAX_NODES) {
      entries.computeIfAbsent(ref.incarnation(), unknown -> new Entry(ref, node.loop().nanoTime()));
      buryEarlierLives(ref);
    }
  }

  void heard(Heartbeat heartbeat) {
    NodeRef ref = heartbeat.node();
    if (isDead(ref.incarnation())) {
      node.counters().unknownSource();
      return;
    }
    learn(ref);
    Entry entry = entries.get(ref.incarnation());
    if (entry == null) {
      return;
    }
    entry.heardNanos = node.loop().nanoTime();
    if (heartbeat.isLeaving()) {
      bury(entry);
    } else if (entry.state == State.SUSPECTED) {
      entry.state = State.ALIVE;
      node.counters().nodeHeard();
      line(ref, "node is heard again");
    }
  }

  /// A node of the same name and a later incarnation has the lease: the earlier one lost it.
  private void buryEarlierLives(NodeRef ref) {
    for (Entry entry : List.copyOf(entries.values())) {
      if (entry.ref.id().equals(ref.id()) && entry.ref.incarnation() < ref.incarnation()) {
        bury(entry);
      }
    }
  }

  /// Suspects a node whose connection is gone.
  void suspect(long incarnation) {
    Entry entry = entries.get(incarnation);
    if (entry != null && entry.state == State.ALIVE) {
      entry.state = State.SUSPECTED;
      entry.burialNanos = node.loop().nanoTime();
      node.counters().nodeSuspected();
      line(entry.ref, "node is suspected, its members leave");
      node.onSuspected(incarnation);
    }
  }

  /// This node itself was away: silence until now means nothing, and nobody is declared dead for
  /// the time of a lease.
  ///
  /// @param awayNanos how long
  void wasAway(long awayNanos) {
    noBurialBeforeNanos = node.loop().nanoTime() + NodeLease.TTL_MILLIS * NANOS_PER_MILLI;
    entries.values().forEach(entry -> entry.heardNanos += awayNanos);
  }

  void tick() {
    long now = node.loop().nanoTime();
    for (Entry entry : new ArrayList<>(entries.values())) {
      if (entry.state == State.ALIVE) {
        if (now - entry.heardNanos > SUSPICION_MILLIS * NANOS_PER_MILLI) {
          suspect(entry.ref.incarnation());
        }
      } else if (now - noBurialBeforeNanos >= 0
          && now - entry.burialNanos > BURIAL_MILLIS * NANOS_PER_MILLI) {
        entry.burialNanos = now;
        tryBury(entry);
      }
    }
  }

  private void tryBury(Entry entry) {
    KeyValue nodes = node.stores().nodes();
    byte[] tombstone = new NodeValue.Tombstone(entry.ref.incarnation()).encode();
    nodes.create(
        entry.ref.id(),
        tombstone,
        outcome -> {
          switch (outcome) {
            case Outcome.Done _ -> bury(entry);
            case Outcome.Conflict _ -> nodes.get(entry.ref.id(), found -> onFound(entry, found));
            case Outcome.Unknown _ -> {}
          }
        });
  }

  private void onFound(Entry entry, Lookup found) {
    if (found instanceof Lookup.Found(byte[] value, long revision)) {
      long incarnation =
          switch (node.read(() -> NodeValue.decode(value))) {
            case NodeValue.Lease lease -> lease.incarnation() == 0 ? revision : lease.incarnation();
            case NodeValue.Tombstone tombstone -> tombstone.incarnation() + 1;
            case null -> 0;
          };
      if (incarnation > entry.ref.incarnation()) {
        bury(entry);
      }
    }
  }

  private void bury(Entry entry) {
    long incarnation = entry.ref.incarnation();
    if (entries.remove(incarnation) == null) {
      return;
    }
    if (dead.size() == MAX_DEAD) {
      dead.remove(dead.iterator().next());
    }
    dead.add(incarnation);
    node.counters().nodeDied();
    line(entry.ref, "node is dead, its seats and addresses are free");
    node.onDead(incarnation);
  }

  private static void line(NodeRef ref, String event) {
    log.atInfo()
        .addKeyValue("node", ref.id())
        .addKeyValue("incarnation", ref.incarnation())
        .log(event);
  }
}
