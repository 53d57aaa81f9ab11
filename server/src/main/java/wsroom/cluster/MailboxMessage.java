package wsroom.cluster;

import java.util.List;
import java.util.OptionalLong;
import wsroom.room.membership.Member;
import wsroom.room.membership.Origin;

/// Requests to the mailbox of a node, and their answers.
final class MailboxMessage {
  static final int LINK = 16;
  static final int YIELD = 17;
  private static final int LINKED = 18;
  private static final int NOT_IN_ROOM = 19;
  private static final int YIELDED = 20;

  private MailboxMessage() {}

  /// Asks for all members of the receiver in a room, or for the blocks after those that the asking
  /// node has; and tells its own members.
  ///
  /// @param number the sender's last block, which its members include
  /// @param have the receiver's last block that was applied, if any was
  /// @param hadSuspected whether the sender had suspected the receiver: then it may have published
  ///     less than its members said
  record Link(
      NodeRef sender,
      String roomId,
      long number,
      OptionalLong have,
      boolean hadSuspected,
      List<Member> members) {

    byte[] encode() {
      MessageWriter writer = Wire.begin(LINK, 64 * members.size());
      sender.put(writer);
      writer.putText(roomId).putNumber(number).putNumber(have.isPresent() ? 1 : 0);
      writer.putNumber(have.orElse(0)).putNumber(hadSuspected ? 1 : 0);
      putMembers(writer, members);
      return writer.toBytes();
    }

    static Link decode(MessageReader reader) {
      NodeRef sender = NodeRef.read(reader);
      String roomId = reader.readText(Wire.MAX_ROOM_ID_BYTES);
      long number = reader.readNumber();
      boolean hasHave = reader.readNumber(1) == 1;
      long have = reader.readNumber();
      boolean hadSuspected = reader.readNumber(1) == 1;
      List<Member> members = readMembers(reader, sender.incarnation());
      reader.end();
      return new Link(
          sender,
          roomId,
          number,
          hasHave ? OptionalLong.of(have) : OptionalLong.empty(),
          hadSuspected,
          members);
    }
  }

  /// The answer to a [Link].
  sealed interface LinkAnswer {
    /// @param number the answering node's last block, which its members include
    /// @param isReplay whether `blocks` are all that followed those that the asking node has
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Linked(long number, boolean isReplay, List<Member> members, List<byte[]> blocks)
        implements LinkAnswer {}

    /// The answering node has no member in that room and says nothing there.
    record NotInRoom() implements LinkAnswer {}

    default byte[] encode() {
      return switch (this) {
        case NotInRoom _ -> Wire.begin(NOT_IN_ROOM).toBytes();
        case Linked linked -> {
          MessageWriter writer = Wire.begin(LINKED, 64 * linked.members.size());
          writer.putNumber(linked.number).putNumber(linked.isReplay ? 1 : 0);
          putMembers(writer, linked.members);
          writer.putNumber(linked.blocks.size());
          linked.blocks.forEach(writer::putBytes);
          yield writer.toBytes();
        }
      };
    }

    static LinkAnswer decode(byte[] message, long incarnation) {
      MessageReader reader = new MessageReader(message);
      if (Wire.readKind(reader) == NOT_IN_ROOM) {
        reader.end();
        return new NotInRoom();
      }
      Wire.expectKind(new MessageReader(message), LINKED);
      long number = reader.readNumber();
      boolean isReplay = reader.readNumber(1) == 1;
      List<Member> members = readMembers(reader, incarnation);
      List<byte[]> blocks =
          reader.readList(Wire.MAX_BLOCK_BYTES, () -> reader.readBytes(Wire.MAX_BLOCK_BYTES));
      reader.end();
      return new Linked(number, isReplay, members, blocks);
    }
  }

  /// Asks a node to end its session of an address.
  ///
  /// @param scope the room of the session, or empty for that of the whole cluster
  /// @param ends whether to end it, or only to say whether there is one
  record Yield(String scope, String address, boolean ends) {

    byte[] encode() {
      return Wire.begin(YIELD).putText(scope).putText(address).putNumber(ends ? 1 : 0).toBytes();
    }

    static Yield decode(MessageReader reader) {
      String scope = reader.readText(Wire.MAX_ROOM_ID_BYTES);
      String address = reader.readText(Wire.MAX_ADDRESS_BYTES);
      boolean ends = reader.readNumber(1) == 1;
      reader.end();
      return new Yield(scope, address, ends);
    }
  }

  /// The answer to a [Yield].
  ///
  /// @param isHeld whether the node still has a session of the address
  /// @param roomId the room that the session was in, or empty
  /// @param leaveNumber the block of that room with its leave
  record Yielded(boolean isHeld, String roomId, long leaveNumber) {

    byte[] encode() {
      return Wire.begin(YIELDED)
          .putNumber(isHeld ? 1 : 0)
          .putText(roomId)
          .putNumber(leaveNumber)
          .toBytes();
    }

    static Yielded decode(byte[] message) {
      MessageReader reader = new MessageReader(message);
      Wire.expectKind(reader, YIELDED);
      boolean isHeld = reader.readNumber(1) == 1;
      String roomId = reader.readText(Wire.MAX_ROOM_ID_BYTES);
      Yielded decoded = new Yielded(isHeld, roomId, reader.readNumber());
      reader.end();
      return decoded;
    }
  }

  private static void putMembers(MessageWriter writer, List<Member> members) {
    writer.putNumber(members.size());
    members.forEach(member -> Wire.putMember(writer, member));
  }

  private static List<Member> readMembers(MessageReader reader, long incarnation) {
    Origin origin = new Origin.Node(incarnation);
    return reader.readList(Wire.MAX_MEMBERS, () -> Wire.readMember(reader, origin));
  }
}
