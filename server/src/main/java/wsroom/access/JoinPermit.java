package wsroom.access;

import java.util.Optional;

/// Where and as whom a connection may come in, as its upgrade request showed.
///
/// @param roomId the room
/// @param onlyAddress the one address that may join, in lower case, where an access token names one
public record JoinPermit(String roomId, Optional<String> onlyAddress) {

  /// Open to anyone who proves an address.
  public static JoinPermit of(String roomId) {
    return new JoinPermit(roomId, Optional.empty());
  }

  /// Whether the owner of an address, in lower case, may join by it.
  public boolean admits(String address) {
    return onlyAddress.isEmpty() || onlyAddress.get().equals(address);
  }
}
