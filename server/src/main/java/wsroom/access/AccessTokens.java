package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import wsroom.access.TokenCheck.Invalid;
import wsroom.access.TokenCheck.Reason;
import wsroom.access.TokenCheck.Valid;
import wsroom.config.AccessConfig;
import wsroom.config.AccessTokenUse;
import wsroom.config.Secret;

/// Makes and checks access tokens: JWTs signed with HS256, each for one address in one room.
///
/// A token is no proof of an address: its bearer must still complete the handshake with it. So a
/// token may be used again until it expires, as clients do that lose a connection.
///
/// Thread-safe.
public final class AccessTokens {
  /// The accepted difference between the clocks of two servers that share a secret.
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

  private static final int OWN_SECRET_BYTES = 32;

  /// The claim with the address in tokens of servers that do not set `sub`.
  private static final String PEER_ID = "peerId";

  private final MACSigner signer;
  private final Hs256Keys keys;
  private final Duration lifetime;
  private final InstantSource clock;

  private AccessTokens(List<byte[]> keys, Duration lifetime, InstantSource clock) {
    try {
      signer = new MACSigner(keys.getFirst());
      this.keys = new Hs256Keys(keys);
    } catch (JOSEException shortKey) {
      throw new IllegalArgumentException("an access token's key is too short", shortKey);
    }
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /// The tokens that the settings configure; nothing if they are off. Without a secret in the
  /// settings a random one is generated.
  public static Optional<AccessTokens> of(AccessConfig config, InstantSource clock) {
    if (config.tokens() == AccessTokenUse.OFF) {
      return Optional.empty();
    }
    List<byte[]> keys =
        config.secrets().isEmpty()
            ? List.of(randomKey())
            : config.secrets().stream().map(Secret::reveal).map(s -> s.getBytes(UTF_8)).toList();
    return Optional.of(new AccessTokens(keys, config.tokenLifetime(), clock));
  }

  /// Issues a token for an address in a room.
  ///
  /// @param roomUri as [RoomUris#roomUri] gives it
  public String issue(String roomUri, String address) {
    String lowerCase = address.toLowerCase(Locale.ROOT);
    Instant now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .audience(roomUri)
            .subject(lowerCase)
            .claim(PEER_ID, lowerCase)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    return signed(claims, signer);
  }

  /// A JWT, signed with HS256.
  static String signed(JWTClaimsSet claims, MACSigner signer) {
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(signer);
    } catch (JOSEException bug) {
      throw new IllegalStateException("a token cannot be signed", bug);
    }
    return token.serialize();
  }

  /// Checks a token for a room.
  ///
  /// @param roomUri as [RoomUris#roomUri] gives it
  public TokenCheck check(String token, String roomUri) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      return keys.hasSigned(jwt)
          ? check(jwt.getJWTClaimsSet(), roomUri)
          : new Invalid(Reason.FORGED);
    } catch (ParseException malformed) {
      return new Invalid(Reason.MALFORMED);
    }
  }

  private TokenCheck check(JWTClaimsSet claims, String roomUri) throws ParseException {
    String address = address(claims);
    Date expiry = claims.getExpirationTime();
    if (address == null || expiry == null) {
      return new Invalid(Reason.MALFORMED);
    }
    if (!claims.getAudience().contains(roomUri)) {
      return new Invalid(Reason.OTHER_ROOM);
    }
    boolean expired = !clock.instant().isBefore(expiry.toInstant().plus(CLOCK_SKEW));
    return expired ? new Invalid(Reason.EXPIRED) : new Valid(address);
  }

  /// The address of a token, in lower case; null if it has none, or two different ones.
  private static @Nullable String address(JWTClaimsSet claims) throws ParseException {
    String subject = claims.getSubject();
    String peerId = claims.getStringClaim(PEER_ID);
    String address = subject != null ? subject : peerId;
    if (address == null || (peerId != null && !peerId.equalsIgnoreCase(address))) {
      return null;
    }
    return address.toLowerCase(Locale.ROOT);
  }

  private static byte[] randomKey() {
    byte[] key = new byte[OWN_SECRET_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
