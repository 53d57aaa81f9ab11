package wsroom.access;

import java.util.Collection;
import java.util.Optional;
import wsroom.access.TokenCheck.NoneNeeded;
import wsroom.access.TokenCheck.Why;
import wsroom.access.TokenCheck.Wrong;
import wsroom.config.AccessTokenUse;

/// Says what a request for a room must bring.
///
/// Thread-safe.
///
/// @param use what tokens are good for
/// @param tokens those of this server, unless they are off
public record TokenPolicy(AccessTokenUse use, Optional<AccessTokens> tokens) {

  /// What the tokens of a request are worth.
  ///
  /// @param given all that the request has
  /// @param roomUri as [RoomUris#roomUri] gives it; nothing where the request does not tell it
  public TokenCheck check(Collection<String> given, Optional<String> roomUri) {
    if (tokens.isEmpty()) {
      return new NoneNeeded();
    }
    if (given.isEmpty()) {
      return use == AccessTokenUse.REQUIRED ? new Wrong(Why.MISSING) : new NoneNeeded();
    }
    if (given.size() > 1) {
      return new Wrong(Why.MALFORMED);
    }
    return roomUri
        .map(room -> tokens.get().check(given.iterator().next(), room))
        .orElse(new Wrong(Why.OTHER_ROOM));
  }
}
