package wsroom.session;

import java.util.Set;

/// Which sessions are meant.
public sealed interface Selection {

  /// @param roomId the room that they are in, or about to join
  record InRoom(String roomId) implements Selection {}

  /// @param address in lower case
  record OfAddress(String address) implements Selection {}

  /// @param addresses in lower case
  record OfAddresses(Set<String> addresses) implements Selection {}
}
