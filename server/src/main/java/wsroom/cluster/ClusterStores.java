package wsroom.cluster;

/// The buckets of a cluster.
///
/// @param nodes leases of the nodes; each key expires [NodeLease#TTL_MILLIS] after its last write
/// @param sessions the holder of each address
/// @param rooms the seats of each room
/// @param counters the numbers that are used up
public record ClusterStores(KeyValue nodes, KeyValue sessions, KeyValue rooms, KeyValue counters) {}
