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
import wsroom.access.TokenCheck.Good;
import wsroom.access.TokenCheck.Why;
import wsroom.access.TokenCheck.Wrong;
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
  void aTokenLetsItsAddressIntoItsRoom() {
    assertThat(tokens.check(tokens.mint(PLAZA, ANN), PLAZA)).isEqualTo(new Good(ANN));
  }

  @Test
  void aTokenIsAJwtThatSaysWhoMayComeWhereUntilWhen() throws Exception {
    var jwt = SignedJWT.parse(tokens.mint(PLAZA, ANN.toUpperCase(Locale.ROOT)));

    assertThat(jwt.getHeader().toString()).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"HS256\"}");
    assertThat(jwt.getJWTClaimsSet().getClaims())
        .containsEntry("aud", List.of(PLAZA))
        .containsEntry("sub", ANN)
        .containsEntry("peerId", ANN)
        .containsEntry("iat", Date.from(START))
        .containsEntry("exp", Date.from(START.plusSeconds(60)))
        .containsKey("jti");
    assertThat(jwt.getJWTClaimsSet().getJWTID())
        .isNotEqualTo(SignedJWT.parse(tokens.mint(PLAZA, ANN)).getJWTClaimsSet().getJWTID());
  }

  @Test
  void aTokenCanBeUsedAgainUntilItExpiresButForASkewOfClocks() {
    String token = tokens.mint(PLAZA, ANN);

    now = START.plusSeconds(64);
    assertThat(tokens.check(token, PLAZA)).isEqualTo(new Good(ANN));
    assertThat(tokens.check(token, PLAZA)).isEqualTo(new Good(ANN));

    now = START.plusSeconds(65);
    assertThat(tokens.check(token, PLAZA)).isEqualTo(new Wrong(Why.EXPIRED));
  }

  @Test
  void aTokenIsForNoOtherRoom() {
    String token = tokens.mint(PLAZA, ANN);

    for (String other :
        List.of(
            "wss://example.org/rooms/plaza2",
            "wss://example.org/rooms/Plaza",
            "wss://example.net/rooms/plaza",
            "ws://example.org/rooms/plaza")) {
      assertThat(tokens.check(token, other)).isEqualTo(new Wrong(Why.OTHER_ROOM));
    }
  }

  @Test
  void aTokenOfAnotherSecretIsForged() {
    assertThat(tokens.check(tokens(OTHER_SECRET).mint(PLAZA, ANN), PLAZA))
        .isEqualTo(new Wrong(Why.FORGED));
  }

  @Test
  void aTokenThatWasChangedIsForged() {
    String[] parts = tokens.mint(PLAZA, ANN).split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    String changed =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.replace(ANN, EVE).getBytes(UTF_8));

    assertThat(tokens.check(parts[0] + "." + changed + "." + parts[2], PLAZA))
        .isEqualTo(new Wrong(Why.FORGED));
  }

  @Test
  void whatIsNoSignedJwtIsMalformed() {
    var claims = new JWTClaimsSet.Builder().audience(PLAZA).subject(ANN).build();

    for (String text :
        List.of("", "x", "a.b.c", "..", new PlainJWT(claims).serialize(), "é".repeat(3000))) {
      assertThat(tokens.check(text, PLAZA)).as(text).isEqualTo(new Wrong(Why.MALFORMED));
    }
  }

  @Test
  void anotherAlgorithmIsForgedThoughTheSecretIsRight() throws Exception {
    String key = SECRET.repeat(2);
    var long256 = tokens(key);
    String token = signed(JWSAlgorithm.HS512, key, claims(Map.of("sub", ANN)));

    assertThat(long256.check(token, PLAZA)).isEqualTo(new Wrong(Why.FORGED));
  }

  @Test
  void anOlderPeersTokenNamesTheAddressOnlyInPeerId() throws Exception {
    assertThat(tokens.check(signed(claims(Map.of("peerId", ANN.toUpperCase(Locale.ROOT)))), PLAZA))
        .isEqualTo(new Good(ANN));
  }

  @Test
  void aTokenForNobodyOrForTwoOrForEverIsNone() throws Exception {
    var forEver = new JWTClaimsSet.Builder().audience(PLAZA).subject(ANN).build();

    for (JWTClaimsSet odd :
        List.of(claims(Map.of()), claims(Map.of("sub", ANN, "peerId", EVE)), forEver)) {
      assertThat(tokens.check(signed(odd), PLAZA)).isEqualTo(new Wrong(Why.MALFORMED));
    }
  }

  @Test
  void aSecretIsReplacedWhileServersRun() {
    AccessTokens before = tokens(SECRET);
    AccessTokens both = tokens(OTHER_SECRET, SECRET);
    AccessTokens after = tokens(OTHER_SECRET);

    assertThat(both.check(before.mint(PLAZA, ANN), PLAZA)).isEqualTo(new Good(ANN));
    assertThat(after.check(both.mint(PLAZA, ANN), PLAZA)).isEqualTo(new Good(ANN));
    assertThat(after.check(before.mint(PLAZA, ANN), PLAZA)).isEqualTo(new Wrong(Why.FORGED));
  }

  @Test
  void withoutASecretAServerAcceptsOnlyItsOwn() {
    AccessTokens one = tokens();
    AccessTokens other = tokens();

    assertThat(one.check(one.mint(PLAZA, ANN), PLAZA)).isEqualTo(new Good(ANN));
    assertThat(other.check(one.mint(PLAZA, ANN), PLAZA)).isEqualTo(new Wrong(Why.FORGED));
  }

  @Test
  void aUriCarriesItsTokenUnlessTokensAreOff() {
    PublicUrl base = PublicUrl.of(true, "example.org", "").orElseThrow();

    assertThat(new RoomUris(base, Optional.empty()).uriFor("plaza", ANN))
        .isEqualTo("ws-room:" + PLAZA);
    String uri = new RoomUris(base, Optional.of(tokens)).uriFor("plaza", ANN);
    String start = "ws-room:" + PLAZA + "?access_token=";
    assertThat(uri).startsWith(start);
    assertThat(tokens.check(uri.substring(start.length()), PLAZA)).isEqualTo(new Good(ANN));
  }

  @Test
  void aRoomsIdIsEncodedWhereAPathNeedsIt() {
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
