package wsroom.session;

import java.util.Optional;

/// Where and as whom a connection may come in, as its upgrade request showed.
///
/// @param roomId the room
/// @param onlyAddress the one address that may join, in lower case, where an access token names one
public record Entrance(String roomId, Optional<String> onlyAddress) {

  /// Open to anyone who proves an address.
  public static Entrance of(String roomId) {
    return new Entrance(roomId, Optional.empty());
  }

  /// Whether the owner of an address, in lower case, may join by it.
  boolean admits(String address) {
    return onlyAddress.isEmpty() || onlyAddress.get().equals(address);
  }
}
