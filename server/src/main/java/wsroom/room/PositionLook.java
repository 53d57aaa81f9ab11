package wsroom.room;

import java.nio.ByteBuffer;
import wsroom.packet.PositionBody;
import wsroom.websocket.IoThread;

/// Keeps the latest position of each peer of a replica, while an operator looks at the room.
///
/// A copy of the packet's bytes, which are decoded elsewhere. Confined to the replica's I/O thread.
public final class PositionLook {
  /// Longer packets are not kept: positions and movements of known clients have less than half.
  private static final int MAX_BYTES = 160;

  private final IoThread clock;

  /// When the look ends, unless it is prolonged.
  long untilNanos;

  PositionLook(IoThread clock) {
    this.clock = clock;
  }

  /// The latest position of one peer.
  static final class Sample {
    final byte[] bytes = new byte[MAX_BYTES];
    int length;
    long nanos;
  }

  /// Keeps an update's body if it is a position.
  public void sample(Peer peer, ByteBuffer body, int start, int length) {
    if (length > MAX_BYTES || !PositionBody.isPosition(body, start, length)) {
      return;
    }
    Sample sample = peer.sample;
    if (sample == null) {
      sample = new Sample();
      peer.sample = sample;
    }
    body.get(start, sample.bytes, 0, length);
    sample.length = length;
    sample.nanos = clock.nanoTime();
  }
}
