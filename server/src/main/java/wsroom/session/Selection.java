package wsroom.session;

/// Which sessions are meant.
public sealed interface Selection {

  /// @param roomId the room that they are in, or about to join
  record InRoom(String roomId) implements Selection {}

  /// @param address in lower case
  record OfAddress(String address) implements Selection {}
}
