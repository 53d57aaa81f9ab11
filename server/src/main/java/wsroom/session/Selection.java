package wsroom.session;

import java.util.Set;

/// Selects sessions.
public sealed interface Selection {

  /// @param roomId the room that they have joined or are about to join
  record InRoom(String roomId) implements Selection {}

  /// @param address in lower case
  record OfAddress(String address) implements Selection {}

  /// @param address in lower case
  record OfAddressInRoom(String address, String roomId) implements Selection {}

  /// @param addresses in lower case
  record OfAddresses(Set<String> addresses) implements Selection {}
}
