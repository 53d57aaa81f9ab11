package wsroom.session;

import org.jspecify.annotations.Nullable;
import wsroom.limit.TokenBucket;
import wsroom.limit.TokenBucket.Rate;
import wsroom.websocket.IoThread;

/// What one client may still send. The clock is looked at only when something runs out. Buckets of
/// what few clients send come into being with the first of it.
///
/// Confined to the connection's I/O thread.
final class PeerQuota {
  /// An unreliable update that is not relayed, since its sender has sent too many.
  static final long DROP = -1;

  /// The least wait: so much is allowed meanwhile that not every update needs a timer.
  private static final long MIN_WAIT_NANOS = 20_000_000;

  private final Rates rates;
  private final IoThread clock;
  private final TokenBucket updates;
  private final TokenBucket bytes;
  private @Nullable TokenBucket overhead;
  private @Nullable TokenBucket unknownPackets;

  /// Whether the update at hand has waited, and is paid for.
  private boolean isPaid;

  /// What all clients may send. Shared by all sessions.
  record Rates(Rate packets, Rate bytes, Rate unknownPackets) {
    // What a client queued while it was away may pass at once, as long as it is small.
    private static final int PACKET_BURST_SECONDS = 10;

    /// Scene state of several chunks passes at once, and is far less than a backlog.
    private static final int BURST_BYTES = 128 * 1024;

    static Rates of(SessionSettings settings) {
      return new Rates(
          Rate.perSecond(settings.packetsPerSecond(), PACKET_BURST_SECONDS),
          // At rates far above the usual, what comes in the least wait must fit.
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

  /// Takes one update into account: bytes beyond the rate wait, and so do reliable updates beyond
  /// theirs, while unreliable ones are dropped, since positions are worth less when they are late.
  ///
  /// @param length of its packet, in bytes
  /// @return how long it must wait, in nanoseconds; 0 if it may pass; [#DROP]
  long update(int length, boolean unreliable) {
    long wait = bytes.reserve(length, clock);
    if (!unreliable) {
      wait = Math.max(wait, updates.reserve(1, clock));
    } else if (!take(updates, 1) && wait == 0) {
      return DROP;
    }
    return wait;
  }

  /// The update at hand is to wait, and is paid for by that.
  ///
  /// @return how long it really waits, in nanoseconds
  long payByWaiting(long nanos) {
    isPaid = true;
    return Math.max(nanos, MIN_WAIT_NANOS);
  }

  /// Whether the update at hand has waited. Asked once for each.
  boolean takePaid() {
    boolean paid = isPaid;
    isPaid = false;
    return paid;
  }

  /// Takes one packet or frame that is no update.
  boolean frame() {
    if (overhead == null) {
      overhead = new TokenBucket(rates.packets(), clock.nanoTime());
    }
    return take(overhead, 1);
  }

  boolean unknownPacket() {
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
