package wsroom.session;

import wsroom.websocket.IoThread;

/// What one client may still send. The clock is looked at only when something runs out.
///
/// Confined to the connection's I/O thread.
final class Allowance {
  private final IoThread clock;
  private final TokenBucket packets;
  private final TokenBucket bytes;
  private final TokenBucket unknownPackets;

  Allowance(SessionSettings settings, IoThread clock) {
    long now = clock.nanoTime();
    this.clock = clock;
    this.packets = settings.packetBucket(now);
    this.bytes = settings.byteBucket(now);
    this.unknownPackets = settings.unknownBucket(now);
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
