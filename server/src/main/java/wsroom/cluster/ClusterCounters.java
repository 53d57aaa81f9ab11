package wsroom.cluster;

/// Hears what happens in the cluster's agent, to count it. Called on the cluster's thread.
public interface ClusterCounters {
  ClusterCounters NONE = new ClusterCounters() {};

  /// A message or a record was dropped: it is of an unknown version or cannot be read.
  default void malformed() {}

  /// A message of a node without a lease was dropped.
  default void unknownSource() {}

  /// Blocks of a room are missing.
  default void gap() {}

  /// The missing blocks were replayed or replaced by a snapshot.
  ///
  /// @param isReplay whether no update is missing
  default void resynced(boolean isReplay) {}

  default void linked() {}

  default void nodeHeard() {}

  default void nodeSuspected() {}

  default void nodeDied() {}

  default void leaseRenewed() {}

  /// This node lost its lease and has another incarnation now.
  default void reincarnated() {}

  /// A compare-and-set was repeated, because another node was faster or nobody knows its outcome.
  default void writeRepeated() {}

  /// A session was ended, because a later one of its address was admitted elsewhere.
  default void outranked() {}

  default void blockPublished(int bytes) {}

  default void blockApplied(int bytes) {}
}
