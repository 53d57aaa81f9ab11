package wsroom.session;

/// The peers that an operator says something to.
public sealed interface Audience {

  /// All peers of all rooms.
  record Everyone() implements Audience {}

  /// All peers of a room.
  record InRoom(String roomId) implements Audience {}

  /// The peers of an address, in a room or in all.
  record Selected(Selection selection) implements Audience {}
}
