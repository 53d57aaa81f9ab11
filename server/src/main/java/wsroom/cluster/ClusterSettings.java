package wsroom.cluster;

import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;

/// The settings of a node.
///
/// @param cluster the name that all nodes of a cluster share
/// @param nodeId the name of this node, used by no other one
/// @param url where clients reach this very node, or empty
/// @param seats of each room, over all nodes
public record ClusterSettings(
    String cluster,
    String nodeId,
    String url,
    int seats,
    DuplicatePolicy policy,
    DuplicateScope scope,
    Outage outage) {

  /// What happens to the sessions of a node whose lease is about to end.
  public enum Outage {
    /// They go on. An address may have two sessions while the network is split.
    SERVE,
    /// They are closed before another node may take their addresses.
    STRICT
  }
}
