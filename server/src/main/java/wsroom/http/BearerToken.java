package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Optional;

/// Reads the bearer token from a request's `Authorization` header (RFC 6750).
public final class BearerToken {
  private static final String SCHEME = "bearer ";

  private BearerToken() {}

  /// Empty if the request has none.
  public static Optional<String> of(HttpServerExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(header.substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
