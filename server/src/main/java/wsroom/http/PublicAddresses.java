package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Optional;
import wsroom.config.PublicUrl;

/// Tells where a client finds this server: as the settings say, or else under the host that its
/// request names, as the outermost trusted proxy saw it. A client that names another host is told
/// that one, and misleads nobody but itself.
///
/// @param configured what the settings say
/// @param trustedProxies how many proxies stand in front
public record PublicAddresses(Optional<PublicUrl> configured, int trustedProxies) {

  /// Nothing where the request names no host that could be one.
  public Optional<PublicUrl> of(HttpServerExchange exchange) {
    if (configured.isPresent()) {
      return configured;
    }
    String scheme =
        forwarded(exchange, Headers.X_FORWARDED_PROTO).orElse(exchange.getRequestScheme());
    Optional<String> host =
        forwarded(exchange, Headers.X_FORWARDED_HOST)
            .or(() -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.HOST)));
    boolean secure = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
    return host.flatMap(authority -> PublicUrl.of(secure, authority, ""));
  }

  private Optional<String> forwarded(HttpServerExchange exchange, HttpString name) {
    List<String> entries = ForwardedHeader.entries(exchange, name);
    if (trustedProxies == 0 || entries.isEmpty()) {
      return Optional.empty();
    }
    // Unlike the addresses, these are often not added to but replaced by each proxy.
    return Optional.of(entries.get(Math.max(0, entries.size() - trustedProxies)));
  }
}
