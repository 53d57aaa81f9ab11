package wsroom.cluster.nats;

import java.time.Duration;

/// The buckets of a cluster.
public enum Bucket {
  /// The leases of nodes. The only bucket whose keys expire by themselves.
  NODES("nodes", Duration.ofSeconds(15)),
  SESSIONS("sessions", Duration.ZERO),
  ROOMS("rooms", Duration.ZERO),
  COUNTERS("counters", Duration.ZERO),
  BANS("bans", Duration.ZERO);

  private final String label;
  private final Duration ttl;

  Bucket(String label, Duration ttl) {
    this.label = label;
    this.ttl = ttl;
  }

  /// How long a key lives after its last write; zero means for ever.
  public Duration ttl() {
    return ttl;
  }

  /// The bucket's name on NATS.
  String nameIn(String cluster) {
    return "wsroom-" + cluster + "-" + label;
  }
}
