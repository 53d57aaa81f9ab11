package wsroom.cluster;

import wsroom.room.membership.Member;
import wsroom.room.membership.Origin;

/// The version and the limits of all messages between nodes, and the parts that several have.
final class Wire {
  /// The version of messages and records. A node reads this one and the one before.
  static final int VERSION = 1;

  static final int OLDEST_VERSION = 1;

  /// The longest message of a room's stream. Longer blocks lose their updates.
  static final int MAX_BLOCK_BYTES = 256 * 1024;

  /// The longest answer in a mailbox; the default limit of a NATS server is twice that.
  static final int MAX_ANSWER_BYTES = 512 * 1024;

  static final int MAX_ROOM_ID_BYTES = 1024;
  static final int MAX_ADDRESS_BYTES = 64;
  static final int MAX_NODE_ID_BYTES = 128;
  static final int MAX_URL_BYTES = 1024;
  static final int MAX_MEMBERS = 100_000;

  private Wire() {}

  static MessageWriter begin(int kind) {
    return begin(kind, 0);
  }

  static MessageWriter begin(int kind, int expectedBytes) {
    return new MessageWriter(expectedBytes).putByte(VERSION).putByte(kind);
  }

  /// Reads the version and returns the kind.
  static int readKind(MessageReader reader) {
    int version = reader.readByte();
    if (version < OLDEST_VERSION || version > VERSION) {
      throw new MalformedMessageException("version " + version + " is unknown");
    }
    return reader.readByte();
  }

  static void expectKind(MessageReader reader, int kind) {
    int found = readKind(reader);
    if (found != kind) {
      throw new MalformedMessageException("kind is " + found + " instead of " + kind);
    }
  }

  static void putMember(MessageWriter writer, Member member) {
    writer.putNumber(member.alias()).putText(member.address()).putNumber(member.epoch());
  }

  static Member readMember(MessageReader reader, Origin origin) {
    int alias = readAlias(reader);
    String address = reader.readText(MAX_ADDRESS_BYTES);
    return new Member(alias, address, origin, reader.readNumber());
  }

  static int readAlias(MessageReader reader) {
    int alias = reader.readNumber(Integer.MAX_VALUE);
    if (alias == 0) {
      throw new MalformedMessageException("alias is 0");
    }
    return alias;
  }
}
