package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import wsroom.access.TokenCheck.Good;
import wsroom.access.TokenCheck.Why;
import wsroom.access.TokenCheck.Wrong;
import wsroom.config.AccessConfig;
import wsroom.config.AccessTokenUse;
import wsroom.config.Secret;

/// Makes and checks access tokens: JWTs signed with HS256, each for one address in one room.
///
/// A token says who may come, not who comes: whoever brings it proves the address afterwards. So
/// one that was used may be used again for as long as it lives, and clients that lose a connection
/// do just that.
///
/// Thread-safe.
public final class AccessTokens {
  /// How much the clocks of two servers that share a secret may differ.
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

  private static final int OWN_SECRET_BYTES = 32;

  /// The address, for peers older than the claim `sub`.
  private static final String PEER_ID = "peerId";

  private final MACSigner signer;
  private final List<JWSVerifier> verifiers;
  private final Duration life;
  private final InstantSource clock;

  private AccessTokens(List<byte[]> keys, Duration life, InstantSource clock) {
    try {
      signer = new MACSigner(keys.getFirst());
      List<JWSVerifier> all = new ArrayList<>();
      for (byte[] key : keys) {
        all.add(new MACVerifier(key));
      }
      verifiers = List.copyOf(all);
    } catch (JOSEException shortKey) {
      throw new IllegalArgumentException("an access token's key is too short", shortKey);
    }
    this.life = life;
    this.clock = clock;
  }

  /// The tokens that the settings ask for; nothing if they are off. Without a secret, one is made
  /// that nobody else knows.
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

  /// A token that lets an address into a room from now on.
  ///
  /// @param roomUri as [RoomUris#roomUri] gives it
  public String mint(String roomUri, String address) {
    String lowerCase = address.toLowerCase(Locale.ROOT);
    Instant now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .audience(roomUri)
            .subject(lowerCase)
            .claim(PEER_ID, lowerCase)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
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

  /// What a token is worth for a room.
  ///
  /// @param roomUri as [RoomUris#roomUri] gives it
  public TokenCheck check(String token, String roomUri) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      return isSigned(jwt) ? check(jwt.getJWTClaimsSet(), roomUri) : new Wrong(Why.FORGED);
    } catch (ParseException noToken) {
      return new Wrong(Why.MALFORMED);
    }
  }

  private TokenCheck check(JWTClaimsSet claims, String roomUri) throws ParseException {
    String address = address(claims);
    Date expiry = claims.getExpirationTime();
    if (address == null || expiry == null) {
      return new Wrong(Why.MALFORMED);
    }
    if (!claims.getAudience().contains(roomUri)) {
      return new Wrong(Why.OTHER_ROOM);
    }
    boolean expired = !clock.instant().isBefore(expiry.toInstant().plus(CLOCK_SKEW));
    return expired ? new Wrong(Why.EXPIRED) : new Good(address);
  }

  private boolean isSigned(SignedJWT jwt) {
    if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
      return false;
    }
    try {
      for (JWSVerifier verifier : verifiers) {
        if (jwt.verify(verifier)) {
          return true;
        }
      }
      return false;
    } catch (JOSEException notVerifiable) {
      return false;
    }
  }

  /// Whom a token is for, in lower case; null where it does not say, or says two things.
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
