package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Optional;
import wsroom.config.PublicUrl;

/// Determines the public URL of this server: the configured one, or else the host of the request,
/// as the outermost trusted proxy saw it. A client that sends another host affects only its own
/// response.
///
/// @param configured the public URL, if that is set
/// @param trustedProxies the number of proxies in front
public record PublicAddresses(Optional<PublicUrl> configured, int trustedProxies) {

  /// Empty if the request has no valid host.
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
    // Proxies often replace these headers instead of appending to them.
    return Optional.of(entries.get(Math.max(0, entries.size() - trustedProxies)));
  }
}
