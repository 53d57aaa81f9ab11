package wsroom;

import io.undertow.server.HttpServerExchange;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import wsroom.http.PublicAddresses;
import wsroom.token.RoomUris;
import wsroom.token.TokenPolicy;
import wsroom.token.TokenVerdict;

/// Finds the access token of a request for a room, and says what it is worth.
///
/// Thread-safe.
record AccessCheck(TokenPolicy policy, PublicAddresses addresses) {

  TokenVerdict check(HttpServerExchange exchange, String roomId) {
    Collection<String> given =
        exchange.getQueryParameters().getOrDefault(RoomUris.ACCESS_TOKEN, new ArrayDeque<>());
    Optional<String> roomUri =
        addresses.of(exchange).map(base -> new RoomUris(base, Optional.empty()).roomUri(roomId));
    return policy.check(given, roomUri);
  }
}
