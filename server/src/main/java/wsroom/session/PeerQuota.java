package wsroom.session;

import org.jspecify.annotations.Nullable;
import wsroom.limit.TokenBucket;
import wsroom.limit.TokenBucket.Rate;
import wsroom.websocket.IoThread;

/// The rate limits of one peer. The clock is read only when a bucket is empty. Buckets for packets
/// that few clients send are created with the first of these.
///
/// Confined to the connection's I/O thread.
final class PeerQuota {
  /// The result for an unreliable update beyond the rate: drop it.
  static final long DROP = -1;

  /// The minimum wait, long enough that not every postponed update needs its own timer.
  private static final long MIN_WAIT_NANOS = 20_000_000;

  private final Rates rates;
  private final IoThread clock;
  private final TokenBucket updates;
  private final TokenBucket bytes;
  private @Nullable TokenBucket overhead;
  private @Nullable TokenBucket unknownPackets;

  /// Whether the next update was postponed, and is charged already.
  private boolean isCharged;

  /// The rates of every peer. Shared by all sessions.
  record Rates(Rate packets, Rate bytes, Rate unknownPackets) {
    /// Small updates that a client queued while it was suspended pass at once.
    private static final int PACKET_BURST_SECONDS = 10;

    /// Scene state of several chunks passes at once; this is far less than a backlog.
    private static final int BURST_BYTES = 128 * 1024;

    static Rates of(SessionSettings settings) {
      return new Rates(
          Rate.perSecond(settings.packetsPerSecond(), PACKET_BURST_SECONDS),
          // At high rates, the bytes of one minimum wait must fit.
          Rate.withBurst(
              settings.bytesPerSecond(), Math.max(BURST_BYTES, settings.bytesPerSecond() / 20)),
          Rate.perMinute(settings.unknownPacketsPerMinute()));
    }
  }

  PeerQuota(Rates rates, IoThread clock) {
    long now = clock.nanoTime();
    this.rates = rates;
    this.clock = clock;
    this.updates = new TokenBucket(rates.packets(), now);
    this.bytes = new TokenBucket(rates.bytes(), now);
  }

  /// Charges one update. Beyond the rate of bytes it must wait; beyond the rate of updates a
  /// reliable one must wait and an unreliable one is dropped, since a late position is worth
  /// little.
  ///
  /// @param length of its packet, in bytes
  /// @return its wait in nanoseconds, 0 if it may pass, or [#DROP]
  long takeUpdate(int length, boolean unreliable) {
    long wait = bytes.reserve(length, clock);
    if (!unreliable) {
      wait = Math.max(wait, updates.reserve(1, clock));
    } else if (!take(updates, 1) && wait == 0) {
      return DROP;
    }
    return wait;
  }

  /// Notes that the current update is postponed, and charged already.
  ///
  /// @return its actual wait in nanoseconds
  long chargePostponed(long nanos) {
    isCharged = true;
    return Math.max(nanos, MIN_WAIT_NANOS);
  }

  /// Whether the current update was postponed and charged before. Called once for each.
  boolean takeCharged() {
    boolean charged = isCharged;
    isCharged = false;
    return charged;
  }

  /// Charges one packet or frame that is no update. Returns whether it is within the rate.
  boolean takeFrame() {
    if (overhead == null) {
      overhead = new TokenBucket(rates.packets(), clock.nanoTime());
    }
    return take(overhead, 1);
  }

  boolean takeUnknownPacket() {
    if (unknownPackets == null) {
      unknownPackets = new TokenBucket(rates.unknownPackets(), clock.nanoTime());
    }
    return take(unknownPackets, 1);
  }

  private boolean take(TokenBucket bucket, int amount) {
    if (bucket.take(amount)) {
      return true;
    }
    bucket.refill(clock.nanoTime());
    return bucket.take(amount);
  }
}
