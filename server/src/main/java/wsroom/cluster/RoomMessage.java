package wsroom.cluster;

import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Origin;

/// A message of a room's stream. Its source numbers the blocks of a room without a hole.
sealed interface RoomMessage {
  String roomId();

  /// The incarnation of the source.
  long incarnation();

  /// The number of the source's last block, this one included.
  long number();

  /// What happened in the room on the source.
  record Block(String roomId, long incarnation, long number, RoomBlock events)
      implements RoomMessage {}

  /// Tells how far the source is, so that a lost last block shows, and that the path works.
  record Head(String roomId, long incarnation, long number) implements RoomMessage {}

  /// The source has no members left, and says no more.
  record Bye(String roomId, long incarnation, long number) implements RoomMessage {}

  int BLOCK = 1;
  int HEAD = 2;
  int BYE = 3;

  default byte[] encode() {
    int kind =
        switch (this) {
          case Block _ -> BLOCK;
          case Head _ -> HEAD;
          case Bye _ -> BYE;
        };
    int expected = this instanceof Block block ? 64 + block.events.frames.sizeBytes() : 0;
    MessageWriter writer = Wire.begin(kind, expected + roomId().length());
    writer.putText(roomId()).putNumber(incarnation()).putNumber(number());
    if (this instanceof Block block) {
      BlockCodec.put(writer, block.events);
    }
    return writer.toBytes();
  }

  static RoomMessage decode(byte[] message) {
    MessageReader reader = new MessageReader(message);
    int kind = Wire.readKind(reader);
    String roomId = reader.readText(Wire.MAX_ROOM_ID_BYTES);
    long incarnation = reader.readNumber();
    long number = reader.readNumber();
    RoomMessage decoded =
        switch (kind) {
          case BLOCK ->
              new Block(
                  roomId,
                  incarnation,
                  number,
                  BlockCodec.read(reader, new Origin.Node(incarnation)));
          case HEAD -> new Head(roomId, incarnation, number);
          case BYE -> new Bye(roomId, incarnation, number);
          default -> throw new MalformedMessageException("kind " + kind + " is unknown");
        };
    reader.end();
    return decoded;
  }
}
