package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells from which network address a request really comes: the socket's, or, behind proxies, the
/// one that the outermost trusted proxy saw. What a client itself writes into the header is never
/// believed.
///
/// Thread-safe.
public final class ClientAddresses {
  private static final Logger log = LoggerFactory.getLogger(ClientAddresses.class);

  private final int trustedProxies;
  private final AtomicBoolean warned = new AtomicBoolean();

  /// @param trustedProxies how many proxies stand in front, each of which adds the address it sees
  ///     to the end of `X-Forwarded-For`
  public ClientAddresses(int trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  public InetAddress of(HttpServerExchange exchange) {
    InetAddress socket = exchange.getSourceAddress().getAddress();
    if (trustedProxies == 0) {
      warnOfUntrustedProxy(exchange, socket);
      return socket;
    }
    List<String> forwarded = ForwardedHeader.entries(exchange, Headers.X_FORWARDED_FOR);
    // Fewer entries than proxies: the request came past some of them, so nothing in it is certain.
    if (forwarded.size() < trustedProxies) {
      return socket;
    }
    return literal(forwarded.get(forwarded.size() - trustedProxies), socket);
  }

  /// Once: any client may send the header, and must not fill the log.
  private void warnOfUntrustedProxy(HttpServerExchange exchange, InetAddress socket) {
    if (exchange.getRequestHeaders().contains(Headers.X_FORWARDED_FOR)
        && warned.compareAndSet(false, true)) {
      log.warn(
          "X-Forwarded-For ignored, since TRUSTED_PROXIES is 0: if {} is a proxy of yours, all its"
              + " clients share the limits of that one address, so set TRUSTED_PROXIES",
          socket.getHostAddress());
    }
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
