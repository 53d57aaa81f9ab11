package wsroom.cluster;

import org.jspecify.annotations.Nullable;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.cluster.Records.SessionRecord;

/// Deletes and renews the keys of addresses. Each is repeated until its outcome is known: a key
/// that nobody deletes would stay for ever.
///
/// Confined to the cluster's thread.
final class AddressKeys {
  private static final int ATTEMPTS_BEFORE_END = 3;
  private static final int MAX_ATTEMPTS = 1_000;
  private static final long REPEAT_MILLIS = 1_000;

  private final ClusterNode node;

  AddressKeys(ClusterNode node) {
    this.node = node;
  }

  // --- Deleting ---

  /// @param atEnd called when the key does not name the lease any more, or that may take long
  void delete(String key, ClusterLease lease, Runnable atEnd) {
    if (!lease.mayHoldKey()) {
      atEnd.run();
    } else {
      new Deletion(key, lease, atEnd).delete(lease.epoch());
    }
  }

  private final class Deletion {
    private final String key;
    private final ClusterLease lease;
    private final Runnable atEnd;
    private boolean hasEnded;
    private int attempt;

    Deletion(String key, ClusterLease lease, Runnable atEnd) {
      this.key = key;
      this.lease = lease;
      this.atEnd = atEnd;
    }

    void delete(long revision) {
      node.stores().sessions().delete(key, revision, this::onDeleted);
    }

    private void onDeleted(Outcome outcome) {
      switch (outcome) {
        case Outcome.Done _ -> end();
        case Outcome.Conflict _ -> node.stores().sessions().get(key, this::onFound);
        case Outcome.Unknown _ -> repeat();
      }
    }

    private void onFound(Lookup found) {
      switch (found) {
        case Lookup.Absent _ -> end();
        case Lookup.Unknown _ -> repeat();
        case Lookup.Found(byte[] value, long revision) -> {
          if (!names(lease, value)) {
            end();
          } else if (attempt == 0) {
            attempt++;
            delete(revision);
          } else {
            repeat();
          }
        }
      }
    }

    private void repeat() {
      if (attempt >= ATTEMPTS_BEFORE_END) {
        end();
      }
      if (attempt++ < MAX_ATTEMPTS) {
        Runnable again = () -> node.stores().sessions().get(key, this::onFoundAgain);
        if (attempt <= ATTEMPTS_BEFORE_END) {
          node.soon(attempt, again);
        } else {
          node.after(REPEAT_MILLIS, again);
        }
      }
    }

    private void onFoundAgain(Lookup found) {
      if (found instanceof Lookup.Found(byte[] value, long revision) && names(lease, value)) {
        delete(revision);
      } else if (found instanceof Lookup.Unknown) {
        repeat();
      } else {
        end();
      }
    }

    private void end() {
      if (!hasEnded) {
        hasEnded = true;
        atEnd.run();
      }
    }
  }

  // --- Renewing ---

  /// Makes the key name this node's present incarnation, or revokes the lease if another node has
  /// the address.
  void renew(String key, ClusterLease lease) {
    renew(key, lease, lease.epoch());
  }

  private void renew(String key, ClusterLease lease, long revision) {
    byte[] value = lease.record(node.self()).encode();
    node.stores()
        .sessions()
        .update(key, value, revision, outcome -> onRenewed(key, lease, outcome));
  }

  private void onRenewed(String key, ClusterLease lease, Outcome outcome) {
    if (outcome instanceof Outcome.Done(long at)) {
      lease.epoch(at);
    } else if (!lease.isEnded()) {
      node.after(10, () -> node.stores().sessions().get(key, found -> onHolder(key, lease, found)));
    }
  }

  private void onHolder(String key, ClusterLease lease, Lookup found) {
    if (lease.isEnded()) {
      return;
    }
    switch (found) {
      case Lookup.Found(byte[] value, long revision) -> {
        if (names(lease, value)) {
          renew(key, lease, revision);
        } else {
          lease.revoke();
        }
      }
      case Lookup.Absent _ ->
          node.stores()
              .sessions()
              .create(
                  key,
                  lease.record(node.self()).encode(),
                  outcome -> onRenewed(key, lease, outcome));
      case Lookup.Unknown _ ->
          node.after(
              REPEAT_MILLIS,
              () -> node.stores().sessions().get(key, again -> onHolder(key, lease, again)));
    }
  }

  private boolean names(ClusterLease lease, byte[] value) {
    @Nullable SessionRecord record = node.read(() -> SessionRecord.decode(value));
    return record != null
        && record.node().id().equals(node.self().id())
        && record.session() == lease.number();
  }
}
