package wsroom.room.membership;

/// A requested or granted seat of a session: one unit of a room's capacity, and the right to its
/// address. Its [RoomAuthority] creates it.
public interface Lease {

  String roomId();

  /// The verified address, in lower case.
  String address();
}
