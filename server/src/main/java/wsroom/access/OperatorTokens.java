package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import wsroom.config.Secret;
import wsroom.config.TokenScope;

/// Checks operators' tokens in the form of a JWT: signed with HS256, for the audience [#AUDIENCE],
/// with a name in `sub`, an expiry, and a scope in `rooms`, `topics` and `acts`.
///
/// Thread-safe.
public final class OperatorTokens {
  /// Sets these tokens apart from those for rooms, even if a secret is used for both.
  public static final String AUDIENCE = "ws-room-admin";

  /// The accepted difference between the clocks of this server and of the one that signed.
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

  /// The name is in the log, and in answers.
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._@:-]{1,64}");

  private final Hs256Keys keys;
  private final InstantSource clock;

  private OperatorTokens(Hs256Keys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// The result of a check.
  public sealed interface Check {
    /// @param expires after which it is no longer accepted
    record Valid(String name, TokenScope scope, Instant expires) implements Check {}

    /// @param reason a few words for the log
    record Invalid(String reason) implements Check {}
  }

  /// @param secrets of at least 32 bytes each
  public static OperatorTokens of(List<Secret> secrets, InstantSource clock) {
    try {
      return new OperatorTokens(
          new Hs256Keys(secrets.stream().map(secret -> secret.reveal().getBytes(UTF_8)).toList()),
          clock);
    } catch (JOSEException shortKey) {
      throw new IllegalArgumentException("an operators' secret is too short", shortKey);
    }
  }

  public Check check(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      return keys.hasSigned(jwt) ? check(jwt.getJWTClaimsSet()) : new Check.Invalid("signature");
    } catch (ParseException malformed) {
      return new Check.Invalid("malformed");
    }
  }

  private Check check(JWTClaimsSet claims) throws ParseException {
    Date expiry = claims.getExpirationTime();
    Date begin = claims.getNotBeforeTime();
    String name = claims.getSubject();
    Instant now = clock.instant();
    if (!claims.getAudience().contains(AUDIENCE)) {
      return new Check.Invalid("audience is not " + AUDIENCE);
    }
    if (expiry == null || name == null || !NAME.matcher(name).matches()) {
      return new Check.Invalid("no valid exp or sub");
    }
    Instant expires = expiry.toInstant().plus(CLOCK_SKEW);
    if (!now.isBefore(expires)) {
      return new Check.Invalid("expired");
    }
    if (begin != null && now.isBefore(begin.toInstant().minus(CLOCK_SKEW))) {
      return new Check.Invalid("not valid yet");
    }
    Optional<TokenScope> scope =
        TokenScope.of(list(claims, "rooms"), list(claims, "topics"), list(claims, "acts"));
    return scope.isPresent()
        ? new Check.Valid(name, scope.get(), expires)
        : new Check.Invalid("invalid rooms, topics or acts");
  }

  /// A claim that is an array of texts; empty if it is absent.
  private static Optional<List<String>> list(JWTClaimsSet claims, String name)
      throws ParseException {
    List<String> texts = claims.getStringListClaim(name);
    if (texts == null && claims.getClaims().containsKey(name)) {
      throw new ParseException(name + " is null", 0);
    }
    if (texts != null && texts.stream().anyMatch(Objects::isNull)) {
      throw new ParseException(name + " has a null", 0);
    }
    return Optional.ofNullable(texts);
  }
}
