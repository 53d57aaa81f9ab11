package wsroom.access;

import java.util.Collection;
import java.util.Optional;
import wsroom.access.TokenCheck.Invalid;
import wsroom.access.TokenCheck.NotRequired;
import wsroom.access.TokenCheck.Reason;
import wsroom.config.AccessTokenUse;

/// Checks the access tokens of requests for rooms.
///
/// Thread-safe.
///
/// @param use whether tokens are required, optional or off
/// @param tokens issues and checks them, unless they are off
public record TokenPolicy(AccessTokenUse use, Optional<AccessTokens> tokens) {

  /// Checks the tokens of a request.
  ///
  /// @param given all tokens in the request
  /// @param roomUri as [RoomUris#roomUri] gives it; empty if the request does not determine it
  public TokenCheck check(Collection<String> given, Optional<String> roomUri) {
    if (tokens.isEmpty()) {
      return new NotRequired();
    }
    if (given.isEmpty()) {
      return use == AccessTokenUse.REQUIRED ? new Invalid(Reason.MISSING) : new NotRequired();
    }
    if (given.size() > 1) {
      return new Invalid(Reason.MALFORMED);
    }
    return roomUri
        .map(room -> tokens.get().check(given.iterator().next(), room))
        .orElse(new Invalid(Reason.OTHER_ROOM));
  }
}
