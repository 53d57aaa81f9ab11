package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the client address of a request: the socket's or, behind proxies, the one that the
/// outermost trusted proxy added to the header. Entries that clients write themselves are ignored.
///
/// Thread-safe.
public final class ClientAddresses {
  private static final Logger log = LoggerFactory.getLogger(ClientAddresses.class);

  /// Uses the socket's address always, and warns of nothing.
  public static final ClientAddresses OF_SOCKETS = new ClientAddresses(0, true);

  private final int trustedProxies;
  private final AtomicBoolean warned;

  /// @param trustedProxies the number of proxies in front, each of which appends the address it
  ///     sees to `X-Forwarded-For`
  public ClientAddresses(int trustedProxies) {
    this(trustedProxies, false);
  }

  private ClientAddresses(int trustedProxies, boolean warned) {
    this.trustedProxies = trustedProxies;
    this.warned = new AtomicBoolean(warned);
  }

  public InetAddress of(HttpServerExchange exchange) {
    InetAddress socket = exchange.getSourceAddress().getAddress();
    if (trustedProxies == 0) {
      warnOfUntrustedProxy(exchange, socket);
      return socket;
    }
    List<String> forwarded = ForwardedHeader.entries(exchange, Headers.X_FORWARDED_FOR);
    // Fewer entries than proxies: the request bypassed some of them, so no entry can be trusted.
    if (forwarded.size() < trustedProxies) {
      return socket;
    }
    return literal(forwarded.get(forwarded.size() - trustedProxies), socket);
  }

  /// Warns once: any client may send the header, and must not fill the log.
  private void warnOfUntrustedProxy(HttpServerExchange exchange, InetAddress socket) {
    if (exchange.getRequestHeaders().contains(Headers.X_FORWARDED_FOR)
        && warned.compareAndSet(false, true)) {
      log.warn(
          "X-Forwarded-For ignored, since TRUSTED_PROXIES is 0: if {} is a proxy of yours, all its"
              + " clients share the limits of that one address, so set TRUSTED_PROXIES",
          socket.getHostAddress());
    }
  }

  private static InetAddress literal(String text, InetAddress fallback) {
    try {
      return InetAddress.ofLiteral(withoutPort(text));
    } catch (IllegalArgumentException e) {
      return fallback;
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
