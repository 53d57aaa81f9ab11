package wsroom.room;

import wsroom.websocket.IoThread;

/// Limits the rate of what the peers of a room send reliably, all together. Beyond what a decent
/// line can read, it would overflow the backlogs of all others.
///
/// A token bucket that may be overdrawn: a message that finds too few tokens takes them in advance
/// and waits until they would have come. So messages are relayed in the order in which they asked.
/// A peer within its equal share of the rate never waits, whatever the others send. Updates that
/// may be dropped need no limit here: they close nobody.
///
/// On several I/O threads each replica has a part of the rate, by its number of peers.
///
/// Confined to its room's I/O thread.
final class RelayPace {
  private static final double NANOS_PER_SECOND = 1e9;

  private final RelayLimit limit;
  private final IoThread clock;
  private final double bytesPerNano;
  private double tokens;
  private long filledNanos;

  RelayPace(RelayLimit limit, IoThread clock) {
    this.limit = limit;
    this.clock = clock;
    this.bytesPerNano = limit.bytesPerSecond() / NANOS_PER_SECOND;
    this.tokens = limit.burstBytes();
    this.filledNanos = clock.nanoTime();
  }

  /// A peer joins: its share begins empty.
  void begin(Peer peer) {
    peer.shareFilledNanos = clock.nanoTime();
  }

  /// Takes the tokens of a reliable message. The clock is looked at only when they run out.
  ///
  /// @param peers of this replica
  /// @param members of the room
  /// @return how long the message must wait, in nanoseconds; 0 if it need not
  long reserve(Peer sender, int bytes, int peers, int members) {
    if (tokens >= bytes) {
      tokens -= bytes;
      return 0;
    }
    return bytesPerNano == 0 ? 0 : reserveLate(sender, bytes, peers, members);
  }

  private long reserveLate(Peer sender, int bytes, int peers, int members) {
    long now = clock.nanoTime();
    double rate = bytesPerNano * peers / members;
    tokens = Math.min((double) limit.burstBytes(), tokens + (now - filledNanos) * rate);
    filledNanos = now;
    tokens -= bytes;
    return tokens >= 0 || takesShare(sender, bytes, members, now)
        ? 0
        : (long) Math.ceil(-tokens / rate);
  }

  private boolean takesShare(Peer sender, int bytes, int members, long now) {
    double most = (double) limit.burstBytes() / members;
    double gained = (now - sender.shareFilledNanos) * bytesPerNano / members;
    sender.shareTokens = Math.min(most, sender.shareTokens + gained);
    sender.shareFilledNanos = now;
    if (sender.shareTokens < bytes) {
      return false;
    }
    sender.shareTokens -= bytes;
    return true;
  }
}
