package wsroom.cluster;

/// Another node, as this one knows it.
///
/// @param silentMillis since its last heartbeat
public record NodeStatus(String id, long incarnation, boolean isSuspected, long silentMillis) {}
