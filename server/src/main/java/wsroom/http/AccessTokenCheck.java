package wsroom.http;

import io.undertow.server.HttpServerExchange;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import wsroom.access.RoomUris;
import wsroom.access.TokenCheck;
import wsroom.access.TokenPolicy;

/// Extracts and checks the access token of a request for a room.
///
/// Thread-safe.
public record AccessTokenCheck(TokenPolicy policy, PublicAddresses addresses) {

  TokenCheck check(HttpServerExchange exchange, String roomId) {
    Collection<String> given =
        exchange.getQueryParameters().getOrDefault(RoomUris.ACCESS_TOKEN, new ArrayDeque<>());
    Optional<String> roomUri =
        addresses.of(exchange).map(base -> new RoomUris(base, Optional.empty()).roomUri(roomId));
    return policy.check(given, roomUri);
  }
}
