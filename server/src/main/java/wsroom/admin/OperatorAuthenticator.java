package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.AdminConfig.Token;
import wsroom.http.BearerToken;

/// Tells operators by their bearer tokens. Thread-safe.
///
/// A token is taken from the `Authorization` header only or, of a WebSocket, whose header a browser
/// does not let a page set, from a subprotocol. Never from the query, which ends up in logs.
final class OperatorAuthenticator {
  /// What a page offers as a subprotocol, followed by its token in base64url without padding.
  static final String SUBPROTOCOL_PREFIX = "bearer.";

  private static final Logger log = LoggerFactory.getLogger(OperatorAuthenticator.class);
  private static final HttpString SUBPROTOCOLS = new HttpString("Sec-WebSocket-Protocol");

  private volatile List<Token> tokens;
  private final Function<HttpServerExchange, InetAddress> clients;
  private final LongSupplier nanoTime;
  private final FailedAttempts failures = new FailedAttempts();

  /// @param clients tells the network address that a request really comes from
  OperatorAuthenticator(
      List<Token> tokens,
      Function<HttpServerExchange, InetAddress> clients,
      LongSupplier nanoTime) {
    this.tokens = List.copyOf(tokens);
    this.clients = clients;
    this.nanoTime = nanoTime;
  }

  /// Has only these tokens let in from now on.
  void replaceTokens(List<Token> others) {
    tokens = List.copyOf(others);
  }

  /// @param isUpgrade whether the token may be among the subprotocols
  Authentication check(HttpServerExchange exchange, boolean isUpgrade) {
    InetAddress client = clients.apply(exchange);
    long now = nanoTime.getAsLong();
    long wait = failures.waitNanos(client, now);
    if (wait > 0) {
      return new Authentication.Locked(TimeUnit.NANOSECONDS.toSeconds(wait) + 1);
    }
    Optional<String> shown =
        BearerToken.of(exchange).or(() -> isUpgrade ? fromSubprotocol(exchange) : Optional.empty());
    Optional<Token> token = shown.flatMap(this::matching);
    if (token.isPresent()) {
      return new Authentication.Known(new Operator(token.get().name(), client));
    }
    if (shown.isPresent()) {
      // Without any token it was no attempt to guess one.
      failures.add(client, now);
      log.atWarn()
          .addKeyValue("from", client.getHostAddress())
          .log("a wrong operator's token was shown");
    }
    return new Authentication.Unknown();
  }

  /// Compares with all of them, so that the time tells nothing.
  private Optional<Token> matching(String shown) {
    Optional<Token> found = Optional.empty();
    for (Token token : tokens) {
      if (token.secret().matches(shown)) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  private static Optional<String> fromSubprotocol(HttpServerExchange exchange) {
    HeaderValues lines = exchange.getRequestHeaders().get(SUBPROTOCOLS);
    if (lines == null) {
      return Optional.empty();
    }
    for (String line : lines) {
      for (String name : line.split(",", -1)) {
        if (name.strip().startsWith(SUBPROTOCOL_PREFIX)) {
          return Optional.of(decoded(name.strip().substring(SUBPROTOCOL_PREFIX.length())));
        }
      }
    }
    return Optional.empty();
  }

  private static String decoded(String base64Url) {
    try {
      return new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Matches no token, but was an attempt.
      return "";
    }
  }
}
