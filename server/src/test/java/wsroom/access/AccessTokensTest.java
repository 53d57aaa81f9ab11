package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import wsroom.access.TokenCheck.Invalid;
import wsroom.access.TokenCheck.Reason;
import wsroom.access.TokenCheck.Valid;
import wsroom.config.AccessConfig;
import wsroom.config.AccessTokenUse;
import wsroom.config.PublicUrl;
import wsroom.config.Secret;

class AccessTokensTest {
  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final String OTHER_SECRET = "another one of at least as many bytes";
  private static final String PLAZA = "wss://example.org/rooms/plaza";
  private static final String ANN = "0x0000000000000000000000000000000000616e6e";
  private static final String EVE = "0x0000000000000000000000000000000000657665";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private final AccessTokens tokens = tokens(SECRET);

  private AccessTokens tokens(String... secrets) {
    InstantSource clock = () -> now;
    var config =
        new AccessConfig(
            Optional.empty(),
            Arrays.stream(secrets).map(Secret::new).toList(),
            AccessTokenUse.REQUIRED,
            Duration.ofSeconds(60));
    return AccessTokens.of(config, clock).orElseThrow();
  }

  @Test
  void tokenIsValidForItsAddressAndRoom() {
    assertThat(tokens.check(tokens.issue(PLAZA, ANN), PLAZA)).isEqualTo(new Valid(ANN));
  }

  @Test
  void tokenIsAJwtWithAddressRoomAndExpiry() throws Exception {
    var jwt = SignedJWT.parse(tokens.issue(PLAZA, ANN.toUpperCase(Locale.ROOT)));

    assertThat(jwt.getHeader().toString()).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"HS256\"}");
    assertThat(jwt.getJWTClaimsSet().getClaims())
        .containsEntry("aud", List.of(PLAZA))
        .containsEntry("sub", ANN)
        .containsEntry("peerId", ANN)
        .containsEntry("iat", Date.from(START))
        .containsEntry("exp", Date.from(START.plusSeconds(60)))
        .containsKey("jti");
    assertThat(jwt.getJWTClaimsSet().getJWTID())
        .isNotEqualTo(SignedJWT.parse(tokens.issue(PLAZA, ANN)).getJWTClaimsSet().getJWTID());
  }

  @Test
  void tokenIsReusableUntilItExpiresPlusClockSkew() {
    String token = tokens.issue(PLAZA, ANN);

    now = START.plusSeconds(64);
    assertThat(tokens.check(token, PLAZA)).isEqualTo(new Valid(ANN));
    assertThat(tokens.check(token, PLAZA)).isEqualTo(new Valid(ANN));

    now = START.plusSeconds(65);
    assertThat(tokens.check(token, PLAZA)).isEqualTo(new Invalid(Reason.EXPIRED));
  }

  @Test
  void tokenIsInvalidForAnotherRoom() {
    String token = tokens.issue(PLAZA, ANN);

    for (String other :
        List.of(
            "wss://example.org/rooms/plaza2",
            "wss://example.org/rooms/Plaza",
            "wss://example.net/rooms/plaza",
            "ws://example.org/rooms/plaza")) {
      assertThat(tokens.check(token, other)).isEqualTo(new Invalid(Reason.OTHER_ROOM));
    }
  }

  @Test
  void tokenOfAnotherSecretIsForged() {
    assertThat(tokens.check(tokens(OTHER_SECRET).issue(PLAZA, ANN), PLAZA))
        .isEqualTo(new Invalid(Reason.FORGED));
  }

  @Test
  void modifiedTokenIsForged() {
    String[] parts = tokens.issue(PLAZA, ANN).split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    String changed =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.replace(ANN, EVE).getBytes(UTF_8));

    assertThat(tokens.check(parts[0] + "." + changed + "." + parts[2], PLAZA))
        .isEqualTo(new Invalid(Reason.FORGED));
  }

  @Test
  void textThatIsNoSignedJwtIsMalformed() {
    var claims = new JWTClaimsSet.Builder().audience(PLAZA).subject(ANN).build();

    for (String text :
        List.of("", "x", "a.b.c", "..", new PlainJWT(claims).serialize(), "é".repeat(3000))) {
      assertThat(tokens.check(text, PLAZA)).as(text).isEqualTo(new Invalid(Reason.MALFORMED));
    }
  }

  @Test
  void tokenOfAnotherAlgorithmIsForgedDespiteTheRightSecret() throws Exception {
    String key = SECRET.repeat(2);
    var long256 = tokens(key);
    String token = signed(JWSAlgorithm.HS512, key, claims(Map.of("sub", ANN)));

    assertThat(long256.check(token, PLAZA)).isEqualTo(new Invalid(Reason.FORGED));
  }

  @Test
  void tokenWithTheAddressOnlyInPeerIdIsValid() throws Exception {
    assertThat(tokens.check(signed(claims(Map.of("peerId", ANN.toUpperCase(Locale.ROOT)))), PLAZA))
        .isEqualTo(new Valid(ANN));
  }

  @Test
  void tokenWithoutAddressOrExpiryOrWithTwoAddressesIsMalformed() throws Exception {
    var forEver = new JWTClaimsSet.Builder().audience(PLAZA).subject(ANN).build();

    for (JWTClaimsSet odd :
        List.of(claims(Map.of()), claims(Map.of("sub", ANN, "peerId", EVE)), forEver)) {
      assertThat(tokens.check(signed(odd), PLAZA)).isEqualTo(new Invalid(Reason.MALFORMED));
    }
  }

  @Test
  void secretIsRotatedWhileServersRun() {
    AccessTokens before = tokens(SECRET);
    AccessTokens both = tokens(OTHER_SECRET, SECRET);
    AccessTokens after = tokens(OTHER_SECRET);

    assertThat(both.check(before.issue(PLAZA, ANN), PLAZA)).isEqualTo(new Valid(ANN));
    assertThat(after.check(both.issue(PLAZA, ANN), PLAZA)).isEqualTo(new Valid(ANN));
    assertThat(after.check(before.issue(PLAZA, ANN), PLAZA)).isEqualTo(new Invalid(Reason.FORGED));
  }

  @Test
  void serverWithoutASecretAcceptsOnlyItsOwnTokens() {
    AccessTokens one = tokens();
    AccessTokens other = tokens();

    assertThat(one.check(one.issue(PLAZA, ANN), PLAZA)).isEqualTo(new Valid(ANN));
    assertThat(other.check(one.issue(PLAZA, ANN), PLAZA)).isEqualTo(new Invalid(Reason.FORGED));
  }

  @Test
  void uriCarriesATokenUnlessTokensAreOff() {
    PublicUrl base = PublicUrl.of(true, "example.org", "").orElseThrow();

    assertThat(new RoomUris(base, Optional.empty()).uriFor("plaza", ANN))
        .isEqualTo("ws-room:" + PLAZA);
    String uri = new RoomUris(base, Optional.of(tokens)).uriFor("plaza", ANN);
    String start = "ws-room:" + PLAZA + "?access_token=";
    assertThat(uri).startsWith(start);
    assertThat(tokens.check(uri.substring(start.length()), PLAZA)).isEqualTo(new Valid(ANN));
  }

  @Test
  void roomIdIsPercentEncodedInTheUri() {
    PublicUrl base = PublicUrl.of(false, "[::1]:5000", "/comms").orElseThrow();
    RoomUris uris = new RoomUris(base, Optional.empty());

    assertThat(uris.roomUri("world-foo.dcl.eth_~:@+=,"))
        .isEqualTo("ws://[::1]:5000/comms/rooms/world-foo.dcl.eth_~:@+=,");
    assertThat(uris.roomUri("café")).isEqualTo("ws://[::1]:5000/comms/rooms/caf%C3%A9");
  }

  private JWTClaimsSet claims(Map<String, String> more) {
    var claims =
        new JWTClaimsSet.Builder().audience(PLAZA).expirationTime(Date.from(START.plusSeconds(60)));
    more.forEach(claims::claim);
    return claims.build();
  }

  private static String signed(JWTClaimsSet claims) throws Exception {
    return signed(JWSAlgorithm.HS256, SECRET, claims);
  }

  private static String signed(JWSAlgorithm algorithm, String secret, JWTClaimsSet claims)
      throws Exception {
    var jwt = new SignedJWT(new JWSHeader(algorithm), claims);
    jwt.sign(new MACSigner(secret.getBytes(UTF_8)));
    return jwt.serialize();
  }
}
