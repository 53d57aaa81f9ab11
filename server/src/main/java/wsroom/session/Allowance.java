package wsroom.session;

import wsroom.session.TokenBucket.Rate;
import wsroom.websocket.IoThread;

/// What one client may still send. The clock is looked at only when something runs out.
///
/// Confined to the connection's I/O thread.
final class Allowance {
  private final IoThread clock;
  private final TokenBucket packets;
  private final TokenBucket bytes;
  private final TokenBucket unknownPackets;

  /// What all clients may send. Shared by all sessions.
  record Rates(Rate packets, Rate bytes, Rate unknownPackets) {
    // What a client queued while it was away may pass at once.
    private static final int PACKET_BURST_SECONDS = 10;
    private static final int BYTE_BURST_SECONDS = 8;

    static Rates of(SessionSettings settings) {
      return new Rates(
          Rate.perSecond(settings.packetsPerSecond(), PACKET_BURST_SECONDS),
          Rate.perSecond(settings.bytesPerSecond(), BYTE_BURST_SECONDS),
          Rate.perMinute(settings.unknownPacketsPerMinute()));
    }
  }

  Allowance(Rates rates, IoThread clock) {
    long now = clock.nanoTime();
    this.clock = clock;
    this.packets = new TokenBucket(rates.packets(), now);
    this.bytes = new TokenBucket(rates.bytes(), now);
    this.unknownPackets = new TokenBucket(rates.unknownPackets(), now);
  }

  /// Takes one update.
  ///
  /// @param length of its packet, in bytes
  /// @return whether it may pass
  boolean update(int length) {
    return take(packets, 1) && take(bytes, length);
  }

  /// Takes one packet or frame of any kind.
  boolean frame() {
    return take(packets, 1);
  }

  boolean unknownPacket() {
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
