package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.List;

/// Tells from which network address a request really comes: the socket's, or, behind proxies, the
/// one that the outermost trusted proxy saw. What a client itself writes into the header is never
/// believed.
///
/// @param trustedProxies how many proxies stand in front, each of which adds the address it sees to
///     the end of `X-Forwarded-For`
public record ClientAddresses(int trustedProxies) {

  public InetAddress of(HttpServerExchange exchange) {
    InetAddress socket = exchange.getSourceAddress().getAddress();
    if (trustedProxies == 0) {
      return socket;
    }
    List<String> forwarded = ForwardedHeader.entries(exchange, Headers.X_FORWARDED_FOR);
    // Fewer entries than proxies: the request came past some of them, so nothing in it is certain.
    if (forwarded.size() < trustedProxies) {
      return socket;
    }
    return literal(forwarded.get(forwarded.size() - trustedProxies), socket);
  }

  private static InetAddress literal(String text, InetAddress otherwise) {
    try {
      return InetAddress.ofLiteral(withoutPort(text));
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }

  /// Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`.
  private static String withoutPort(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? text : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
