package wsroom.room;

import wsroom.websocket.IoThread;

/// Limits the rate of a room's reliable updates, over all its peers. Beyond the throughput of an
/// ordinary line, they would overflow the backlogs of all receivers.
///
/// A token bucket that may be overdrawn: an update that finds too few tokens takes them in advance
/// and is delayed until the bucket has made up for them. So updates are relayed in the order of
/// their reservations. A peer within its equal share of the rate is never delayed, whatever the
/// others send. Unreliable updates need no limit here: they are dropped before they close a peer.
///
/// On several I/O threads, each replica has a part of the rate, in proportion to its peers.
///
/// Confined to its room's I/O thread.
final class ReliableRateLimiter {
  private static final double NANOS_PER_SECOND = 1e9;

  private final RelayLimit limit;
  private final IoThread clock;
  private final double bytesPerNano;
  private double tokens;
  private long refilledNanos;

  ReliableRateLimiter(RelayLimit limit, IoThread clock) {
    this.limit = limit;
    this.clock = clock;
    this.bytesPerNano = limit.bytesPerSecond() / NANOS_PER_SECOND;
    this.tokens = limit.burstBytes();
    this.refilledNanos = clock.nanoTime();
  }

  /// Starts the share of a peer that joins, with no tokens.
  void onJoin(Peer peer) {
    peer.shareRefilledNanos = clock.nanoTime();
  }

  /// Takes the tokens of a reliable update. It reads the clock only when they run out.
  ///
  /// @param peers the number of peers of this replica
  /// @param members the number of members of the room
  /// @return the delay of the update, in nanoseconds; 0 if it is relayed now
  long reserve(Peer sender, int bytes, int peers, int members) {
    if (tokens >= bytes) {
      tokens -= bytes;
      return 0;
    }
    return bytesPerNano == 0 ? 0 : reserveAfterRefill(sender, bytes, peers, members);
  }

  private long reserveAfterRefill(Peer sender, int bytes, int peers, int members) {
    long now = clock.nanoTime();
    double rate = bytesPerNano * peers / members;
    tokens = Math.min((double) limit.burstBytes(), tokens + (now - refilledNanos) * rate);
    refilledNanos = now;
    tokens -= bytes;
    return tokens >= 0 || takeFromShare(sender, bytes, members, now)
        ? 0
        : (long) Math.ceil(-tokens / rate);
  }

  private boolean takeFromShare(Peer sender, int bytes, int members, long now) {
    double capacity = (double) limit.burstBytes() / members;
    double gained = (now - sender.shareRefilledNanos) * bytesPerNano / members;
    sender.shareTokens = Math.min(capacity, sender.shareTokens + gained);
    sender.shareRefilledNanos = now;
    if (sender.shareTokens < bytes) {
      return false;
    }
    sender.shareTokens -= bytes;
    return true;
  }
}
