package wsroom.cluster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.cluster.Records.NodeValue;

/// The lease of this node: its right to hold seats and addresses. The revision at which it was made
/// is the node's incarnation.
///
/// A lease that was lost is replaced by another one, with a new incarnation. The node finds out
/// only then, so that an outage that others did not notice changes nothing.
///
/// Confined to the cluster's thread.
final class NodeLease {
  /// The time after which a lease expires that is not renewed.
  static final long TTL_MILLIS = 15_000;

  /// The time before its end from which on a lease counts no more.
  static final long MARGIN_MILLIS = 3_000;

  private static final long RENEWAL_MILLIS = 3_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Logger log = LoggerFactory.getLogger(NodeLease.class);

  private sealed interface State {
    record Unregistered() implements State {}

    record Held(long incarnation, long revision) implements State {}

    record Ended() implements State {}
  }

  private final ClusterNode node;
  private State state = new State.Unregistered();
  private boolean isWriting;
  private long ackedNanos;
  private long sentNanos;
  private boolean isDraining;

  NodeLease(ClusterNode node) {
    this.node = node;
  }

  /// Whether sessions may be admitted under this lease.
  boolean isValid() {
    return state instanceof State.Held
        && node.loop().nanoTime() - ackedNanos < (TTL_MILLIS - MARGIN_MILLIS) * NANOS_PER_MILLI;
  }

  boolean isDraining() {
    return isDraining;
  }

  void drain() {
    isDraining = true;
    renew();
  }

  /// Registers or renews if it is time.
  void tick() {
    if (node.loop().nanoTime() - sentNanos >= RENEWAL_MILLIS * NANOS_PER_MILLI
        || state instanceof State.Unregistered) {
      renew();
    }
  }

  void renew() {
    if (isWriting) {
      return;
    }
    switch (state) {
      case State.Unregistered _ -> register();
      case State.Held held -> {
        long sent = beginWrite();
        node.stores()
            .nodes()
            .update(
                key(),
                value(held.incarnation),
                held.revision,
                outcome -> onRenewal(held, sent, outcome));
      }
      case State.Ended _ -> {}
    }
  }

  /// Gives the lease back.
  void end() {
    if (state instanceof State.Held held) {
      node.stores().nodes().delete(key(), held.revision, outcome -> {});
    }
    state = new State.Ended();
  }

  private void onRenewal(State.Held held, long sent, Outcome outcome) {
    isWriting = false;
    if (!state.equals(held)) {
      return;
    }
    if (outcome instanceof Outcome.Done(long revision)) {
      state = new State.Held(held.incarnation, revision);
      ackedNanos = sent;
      node.counters().leaseRenewed();
      return;
    }
    isWriting = true;
    node.stores().nodes().get(key(), found -> afterFailure(held, found));
  }

  /// Finds out whether the renewal was done after all, or the lease is lost.
  private void afterFailure(State.Held held, Lookup found) {
    isWriting = false;
    if (!state.equals(held)) {
      return;
    }
    switch (found) {
      case Lookup.Found(byte[] value, long revision) -> {
        if (isOf(held.incarnation, value, revision)) {
          state = new State.Held(held.incarnation, revision);
          sentNanos -= RENEWAL_MILLIS * NANOS_PER_MILLI;
        } else {
          register();
        }
      }
      case Lookup.Absent _ -> register();
      case Lookup.Unknown _ -> {}
    }
  }

  private void register() {
    long sent = beginWrite();
    node.stores()
        .nodes()
        .create(
            key(),
            value(0),
            outcome -> {
              isWriting = false;
              if (outcome instanceof Outcome.Done(long revision)) {
                onRegistered(sent, revision);
              } else if (outcome instanceof Outcome.Conflict) {
                replaceTombstone();
              }
            });
  }

  private void replaceTombstone() {
    isWriting = true;
    node.stores()
        .nodes()
        .get(
            key(),
            found -> {
              isWriting = false;
              if (found instanceof Lookup.Found(byte[] value, long revision)
                  && node.read(() -> NodeValue.decode(value)) instanceof NodeValue.Tombstone) {
                long sent = beginWrite();
                node.stores()
                    .nodes()
                    .update(key(), value(0), revision, outcome -> onReplaced(sent, outcome));
              }
            });
  }

  private void onReplaced(long sent, Outcome outcome) {
    isWriting = false;
    if (outcome instanceof Outcome.Done(long revision)) {
      onRegistered(sent, revision);
    }
  }

  private void onRegistered(long sent, long incarnation) {
    if (state instanceof State.Ended) {
      node.stores().nodes().delete(key(), incarnation, outcome -> {});
      return;
    }
    state = new State.Held(incarnation, incarnation);
    ackedNanos = sent;
    log.atInfo()
        .addKeyValue("node", node.settings().nodeId())
        .addKeyValue("incarnation", incarnation)
        .log("node registered in the cluster");
    node.onIncarnation(new NodeRef(key(), incarnation));
  }

  private static boolean isOf(long incarnation, byte[] value, long revision) {
    try {
      return NodeValue.decode(value) instanceof NodeValue.Lease lease
          && (lease.incarnation() == incarnation
              || (lease.incarnation() == 0 && revision == incarnation));
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  private long beginWrite() {
    isWriting = true;
    sentNanos = node.loop().nanoTime();
    return sentNanos;
  }

  private String key() {
    return node.settings().nodeId();
  }

  private byte[] value(long incarnation) {
    return new NodeValue.Lease(incarnation, node.settings().url(), isDraining, node.usersHere())
        .encode();
  }
}
