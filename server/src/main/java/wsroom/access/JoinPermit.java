package wsroom.access;

import java.util.Optional;

/// The room and the address that an upgrade request may join with.
///
/// @param onlyAddress the one address that may join, in lower case, if an access token names one
public record JoinPermit(String roomId, Optional<String> onlyAddress) {

  /// Permits any verified address.
  public static JoinPermit of(String roomId) {
    return new JoinPermit(roomId, Optional.empty());
  }

  /// Whether an address, in lower case, may join.
  public boolean admits(String address) {
    return onlyAddress.isEmpty() || onlyAddress.get().equals(address);
  }
}
