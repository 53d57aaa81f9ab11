package wsroom.cluster;

import java.util.List;

/// The values in the key-value store, and the heartbeat.
final class Records {
  private static final int LEASE = 32;
  private static final int TOMBSTONE = 33;
  private static final int SESSION = 34;
  private static final int ROOM = 35;
  private static final int COUNTER = 36;
  private static final int HEARTBEAT = 37;
  private static final int MAX_NODES = 1_000;

  private Records() {}

  /// The value at a node's key.
  sealed interface NodeValue {
    /// The node lives.
    ///
    /// @param incarnation 0 in the first revision, whose number becomes the incarnation
    /// @param url where clients reach this node, or empty
    record Lease(long incarnation, String url, boolean isDraining, int users) implements NodeValue {
      byte[] encode() {
        return Wire.begin(LEASE)
            .putNumber(incarnation)
            .putText(url)
            .putNumber(isDraining ? 1 : 0)
            .putNumber(users)
            .toBytes();
      }
    }

    /// The node was declared dead.
    record Tombstone(long incarnation) implements NodeValue {
      byte[] encode() {
        return Wire.begin(TOMBSTONE).putNumber(incarnation).toBytes();
      }
    }

    static NodeValue decode(byte[] value) {
      MessageReader reader = new MessageReader(value);
      int kind = Wire.readKind(reader);
      long incarnation = reader.readNumber();
      NodeValue decoded =
          switch (kind) {
            case LEASE ->
                new Lease(
                    incarnation,
                    reader.readText(Wire.MAX_URL_BYTES),
                    reader.readNumber(1) == 1,
                    reader.readNumber(Integer.MAX_VALUE));
            case TOMBSTONE -> new Tombstone(incarnation);
            default -> throw new MalformedMessageException("kind " + kind + " is unknown");
          };
      reader.end();
      return decoded;
    }
  }

  /// Holds an address.
  ///
  /// @param session the number of the session on its node
  record SessionRecord(NodeRef node, String roomId, long session) {
    byte[] encode() {
      MessageWriter writer = Wire.begin(SESSION);
      node.put(writer);
      return writer.putText(roomId).putNumber(session).toBytes();
    }

    static SessionRecord decode(byte[] value) {
      MessageReader reader = new MessageReader(value);
      Wire.expectKind(reader, SESSION);
      NodeRef node = NodeRef.read(reader);
      String roomId = reader.readText(Wire.MAX_ROOM_ID_BYTES);
      SessionRecord decoded = new SessionRecord(node, roomId, reader.readNumber());
      reader.end();
      return decoded;
    }
  }

  /// The seats of a room.
  record RoomRecord(String roomId, List<Share> shares) {
    /// The seats of a node in a room. A share without seats stays while others have some: its last
    /// leave must be waited for.
    ///
    /// @param lastLeave the block with the last leave whose seat was given back
    record Share(NodeRef node, int seats, long lastLeave) {}

    int seats() {
      return shares.stream().mapToInt(Share::seats).sum();
    }

    byte[] encode() {
      MessageWriter writer = Wire.begin(ROOM).putText(roomId).putNumber(shares.size());
      for (Share share : shares) {
        share.node.put(writer);
        writer.putNumber(share.seats).putNumber(share.lastLeave);
      }
      return writer.toBytes();
    }

    static RoomRecord decode(byte[] value) {
      MessageReader reader = new MessageReader(value);
      Wire.expectKind(reader, ROOM);
      String roomId = reader.readText(Wire.MAX_ROOM_ID_BYTES);
      List<Share> shares =
          reader.readList(
              MAX_NODES,
              () ->
                  new Share(
                      NodeRef.read(reader),
                      reader.readNumber(Wire.MAX_MEMBERS),
                      reader.readNumber()));
      reader.end();
      return new RoomRecord(roomId, shares);
    }
  }

  /// The last number that a counter has given away.
  record Counter(long last) {
    byte[] encode() {
      return Wire.begin(COUNTER).putNumber(last).toBytes();
    }

    static Counter decode(byte[] value) {
      MessageReader reader = new MessageReader(value);
      Wire.expectKind(reader, COUNTER);
      Counter decoded = new Counter(reader.readNumber());
      reader.end();
      return decoded;
    }
  }

  /// Tells all nodes each second that its sender is alive.
  ///
  /// @param number increases, so that a node sees how old its own one is
  /// @param isLeaving whether it is the last one: the node has no sessions left and stops
  record Heartbeat(NodeRef node, long number, boolean isLeaving) {
    byte[] encode() {
      MessageWriter writer = Wire.begin(HEARTBEAT);
      node.put(writer);
      return writer.putNumber(number).putNumber(isLeaving ? 1 : 0).toBytes();
    }

    static Heartbeat decode(byte[] message) {
      MessageReader reader = new MessageReader(message);
      Wire.expectKind(reader, HEARTBEAT);
      NodeRef node = NodeRef.read(reader);
      long number = reader.readNumber();
      Heartbeat decoded = new Heartbeat(node, number, reader.readNumber(1) == 1);
      reader.end();
      return decoded;
    }
  }
}
