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

/// Authenticates operators by their bearer tokens. Thread-safe.
///
/// The token is in the `Authorization` header or, for a WebSocket, where a browser lets no page set
/// that header, in a subprotocol. It is never in the query, which ends up in logs.
final class OperatorAuthenticator {
  /// The prefix of the subprotocol that carries a token in base64url without padding.
  static final String SUBPROTOCOL_PREFIX = "bearer.";

  private static final Logger log = LoggerFactory.getLogger(OperatorAuthenticator.class);
  private static final HttpString SUBPROTOCOLS = new HttpString("Sec-WebSocket-Protocol");

  private volatile List<Token> tokens;
  private final Function<HttpServerExchange, InetAddress> clients;
  private final LongSupplier nanoTime;
  private final FailedAttempts failures = new FailedAttempts();

  /// @param clients finds a request's client address
  OperatorAuthenticator(
      List<Token> tokens,
      Function<HttpServerExchange, InetAddress> clients,
      LongSupplier nanoTime) {
    this.tokens = List.copyOf(tokens);
    this.clients = clients;
    this.nanoTime = nanoTime;
  }

  /// Accepts only these tokens from now on.
  void replaceTokens(List<Token> replacements) {
    tokens = List.copyOf(replacements);
  }

  /// @param isUpgrade whether the token may be among the subprotocols
  Authentication check(HttpServerExchange exchange, boolean isUpgrade) {
    InetAddress client = clients.apply(exchange);
    long now = nanoTime.getAsLong();
    long wait = failures.waitNanos(client, now);
    if (wait > 0) {
      return new Authentication.RateLimited(TimeUnit.NANOSECONDS.toSeconds(wait) + 1);
    }
    Optional<String> given =
        BearerToken.of(exchange).or(() -> isUpgrade ? fromSubprotocol(exchange) : Optional.empty());
    Optional<Token> token = given.flatMap(this::matching);
    if (token.isPresent()) {
      return new Authentication.Known(new Operator(token.get().name(), client));
    }
    if (given.isPresent()) {
      // A request without a token is no attempt to guess one.
      failures.add(client, now);
      log.atWarn().addKeyValue("from", client.getHostAddress()).log("invalid operator token");
    }
    return new Authentication.Unknown();
  }

  /// Compares with all tokens, so that the time reveals nothing.
  private Optional<Token> matching(String given) {
    Optional<Token> found = Optional.empty();
    for (Token token : tokens) {
      if (token.secret().matches(given)) {
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
      // Matches no token, and counts as an attempt.
      return "";
    }
  }
}
