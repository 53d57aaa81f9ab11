package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.access.OperatorTokens;
import wsroom.config.AdminConfig;
import wsroom.config.AdminConfig.Token;
import wsroom.config.TokenScope;
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

  private volatile Accepted accepted;
  private final Function<HttpServerExchange, InetAddress> clients;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final FailedAttempts failures = new FailedAttempts();

  /// @param jwts checks tokens in the form of a JWT, if there is a secret
  private record Accepted(List<Token> tokens, Optional<OperatorTokens> jwts) {
    private static Accepted of(AdminConfig config, InstantSource clock) {
      return new Accepted(
          config.tokens(),
          config.jwtSecrets().isEmpty()
              ? Optional.empty()
              : Optional.of(OperatorTokens.of(config.jwtSecrets(), clock)));
    }
  }

  /// @param clients finds a request's client address
  /// @param clock for the expiry of tokens
  OperatorAuthenticator(
      AdminConfig config,
      Function<HttpServerExchange, InetAddress> clients,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.accepted = Accepted.of(config, clock);
    this.clients = clients;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// Accepts only these tokens from now on.
  void replaceTokens(AdminConfig config) {
    accepted = Accepted.of(config, clock);
  }

  /// @param isUpgrade whether the token may be among the subprotocols
  Authentication check(HttpServerExchange exchange, boolean isUpgrade) {
    InetAddress client = clients.apply(exchange);
    long nanos = nanoTime.getAsLong();
    long wait = failures.waitNanos(client, nanos);
    if (wait > 0) {
      return new Authentication.RateLimited(TimeUnit.NANOSECONDS.toSeconds(wait) + 1);
    }
    Optional<String> given =
        BearerToken.of(exchange).or(() -> isUpgrade ? fromSubprotocol(exchange) : Optional.empty());
    Accepted now = accepted;
    Optional<Token> token = given.flatMap(text -> matching(now.tokens(), text));
    if (token.isPresent()) {
      return known(token.get().name(), client, token.get().scope(), Optional.empty());
    }
    return given.isPresent()
        ? checkJwt(now.jwts(), given.get(), client, nanos)
        : new Authentication.Unknown();
  }

  private static Authentication known(
      String name, InetAddress client, TokenScope scope, Optional<Instant> expires) {
    return new Authentication.Known(new Operator(name, client, scope, expires));
  }

  private Authentication checkJwt(
      Optional<OperatorTokens> jwts, String given, InetAddress client, long nanos) {
    OperatorTokens.Check check =
        jwts.isPresent()
            ? jwts.get().check(given)
            : new OperatorTokens.Check.Invalid("unknown token");
    return switch (check) {
      case OperatorTokens.Check.Valid(String name, TokenScope scope, Instant expires) ->
          known(name, client, scope, Optional.of(expires));
      case OperatorTokens.Check.Invalid(String reason) -> {
        // A request without a token is no attempt to guess one.
        failures.add(client, nanos);
        log.atWarn()
            .addKeyValue("from", client.getHostAddress())
            .addKeyValue("reason", reason)
            .log("invalid operator token");
        yield new Authentication.Unknown();
      }
    };
  }

  /// Compares with all tokens, so that the time reveals nothing.
  private static Optional<Token> matching(List<Token> tokens, String given) {
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
