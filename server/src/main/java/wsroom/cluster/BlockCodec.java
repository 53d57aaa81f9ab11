package wsroom.cluster;

import java.nio.ByteBuffer;
import java.util.List;
import wsroom.packet.ServerPackets;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Member;
import wsroom.room.membership.Origin;
import wsroom.websocket.Frames;

/// Encodes a block of a room: joins, leaves and updates in their order. The frames of joins and
/// leaves are made again by the receiver.
final class BlockCodec {
  private static final int UPDATE = 0;
  private static final int DROPPABLE_UPDATE = 1;
  private static final int JOIN = 2;
  private static final int LEAVE = 3;

  private static final int HAS_GAP = 1;

  private BlockCodec() {}

  static void put(MessageWriter writer, RoomBlock block) {
    writer.putByte(block.hasGap() ? HAS_GAP : 0).putNumber(block.frames.count());
    List<RoomBlock.Change> changes = block.changes();
    int next = 0;
    for (int frame = 0; frame < block.frames.count(); frame++) {
      if (next < changes.size() && changes.get(next).frame() == frame) {
        putChange(writer, changes.get(next++));
      } else {
        writer.putByte(block.frames.mayBeDropped(frame) ? DROPPABLE_UPDATE : UPDATE);
        writer.putNumber(block.frames.payloadBytes(frame)).putPayload(block.frames, frame);
      }
    }
  }

  private static void putChange(MessageWriter writer, RoomBlock.Change change) {
    if (change.joined()) {
      Wire.putMember(writer.putByte(JOIN), change.member());
    } else {
      writer.putByte(LEAVE).putNumber(change.member().alias());
    }
  }

  /// @return a block whose leaves have members without an address
  static RoomBlock read(MessageReader reader, Origin origin) {
    RoomBlock block = new RoomBlock();
    if ((reader.readByte() & HAS_GAP) != 0) {
      block.markGap();
    }
    int entries = reader.readNumber(Wire.MAX_BLOCK_BYTES);
    for (int entry = 0; entry < entries; entry++) {
      int kind = reader.readByte();
      switch (kind) {
        case UPDATE, DROPPABLE_UPDATE -> readUpdate(reader, block, kind == DROPPABLE_UPDATE);
        case JOIN -> addJoin(block, Wire.readMember(reader, origin));
        case LEAVE -> addLeave(block, new Member(Wire.readAlias(reader), "", origin, 0));
        default -> throw new MalformedMessageException("entry " + kind + " is unknown");
      }
    }
    return block;
  }

  private static void readUpdate(MessageReader reader, RoomBlock block, boolean mayBeDropped) {
    int payload = reader.readNumber(Frames.MAX_PAYLOAD_BYTES);
    reader.require(payload);
    ByteBuffer target = block.frames.begin(payload);
    reader.copy(target, payload);
    block.frames.end(mayBeDropped);
    if (mayBeDropped) {
      block.addedUnreliable();
    }
  }

  static void addJoin(RoomBlock block, Member member) {
    block.addChange(
        Frames.binary(ServerPackets.join(member.alias(), member.address())), member, true);
  }

  static void addLeave(RoomBlock block, Member member) {
    block.addChange(Frames.binary(ServerPackets.leave(member.alias())), member, false);
  }
}
