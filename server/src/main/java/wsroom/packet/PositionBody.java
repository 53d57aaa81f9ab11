package wsroom.packet;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.Optional;
import wsroom.proto.rfc4.Movement;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc4.Position;

/// The bodies of updates that say where a peer is. The relay passes them on unread; only an
/// operator's look at a room decodes them.
public final class PositionBody {
  /// The tags of rfc4's `position` and `movement`, with which their packets begin.
  private static final int POSITION_TAG = (Packet.POSITION_FIELD_NUMBER << 3) | 2;

  private static final int MOVEMENT_TAG = (Packet.MOVEMENT_FIELD_NUMBER << 3) | 2;

  private PositionBody() {}

  /// In metres; y is up.
  public record Place(double x, double y, double z) {
    private boolean isFinite() {
      return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z);
    }
  }

  /// Whether a body seems to be a position: a look at its first byte.
  public static boolean isPosition(ByteBuffer body, int start, int length) {
    if (length == 0) {
      return false;
    }
    int tag = body.get(start);
    return tag == POSITION_TAG || tag == MOVEMENT_TAG;
  }

  /// Decodes a body. Empty if it is malformed or no position after all.
  public static Optional<Place> decode(byte[] body) {
    Packet packet;
    try {
      packet = Packet.parseFrom(body);
    } catch (InvalidProtocolBufferException malformed) {
      return Optional.empty();
    }
    return switch (packet.getMessageCase()) {
      case POSITION -> place(packet.getPosition());
      case MOVEMENT -> place(packet.getMovement());
      default -> Optional.empty();
    };
  }

  private static Optional<Place> place(Position at) {
    return finite(new Place(at.getPositionX(), at.getPositionY(), at.getPositionZ()));
  }

  private static Optional<Place> place(Movement at) {
    return finite(new Place(at.getPositionX(), at.getPositionY(), at.getPositionZ()));
  }

  private static Optional<Place> finite(Place place) {
    return Optional.of(place).filter(Place::isFinite);
  }
}
