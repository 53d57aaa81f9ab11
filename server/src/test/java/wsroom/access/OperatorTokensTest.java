package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wsroom.config.OperatorAct;
import wsroom.config.Secret;
import wsroom.config.Topic;

class OperatorTokensTest {
  private static final String SECRET = "a secret of at least 32 characters!";
  private static final String NEXT_SECRET = "the next secret, of 32 characters..";

  private Instant now = Instant.parse("2026-05-01T12:00:00Z");
  private final OperatorTokens tokens =
      OperatorTokens.of(List.of(new Secret(NEXT_SECRET), new Secret(SECRET)), () -> now);

  @Test
  void validTokenHasItsNameScopeAndExpiry() throws JOSEException {
    var check =
        tokens.check(
            signed(
                claims()
                    .claim("rooms", List.of("ann-*"))
                    .claim("topics", List.of("peer.joined"))
                    .claim("acts", List.of("kick"))
                    .build()));

    assertThat(check)
        .isInstanceOfSatisfying(
            OperatorTokens.Check.Valid.class,
            valid -> {
              assertThat(valid.name()).isEqualTo("ann");
              assertThat(valid.scope().coversRoom("ann-1")).isTrue();
              assertThat(valid.scope().coversRoom("plaza")).isFalse();
              assertThat(valid.scope().topics()).containsExactly(Topic.PEER_JOINED);
              assertThat(valid.scope().acts()).containsExactly(OperatorAct.KICK);
              assertThat(valid.expires()).isEqualTo(now.plusSeconds(65));
            });
  }

  @Test
  void tokenWithoutListsReadsEverythingAndMayDoNothing() throws JOSEException {
    assertThat(tokens.check(signed(claims().build())))
        .isInstanceOfSatisfying(
            OperatorTokens.Check.Valid.class,
            valid -> {
              assertThat(valid.scope().isServerWide()).isTrue();
              assertThat(valid.scope().acts()).isEmpty();
            });
  }

  @Test
  void tokenOutsideItsTimeIsRejected() throws JOSEException {
    String token = signed(claims().notBeforeTime(at(Duration.ofSeconds(20))).build());
    assertThat(reason(token)).isEqualTo("not valid yet");
    now = now.plusSeconds(20);
    assertThat(tokens.check(token)).isInstanceOf(OperatorTokens.Check.Valid.class);
    now = now.plusSeconds(45);
    assertThat(reason(token)).isEqualTo("expired");
    assertThat(reason(signed(claims().expirationTime(null).build())))
        .isEqualTo("no valid exp or sub");
  }

  @Test
  void tokenForAnotherAudienceIsRejected() throws JOSEException {
    assertThat(reason(signed(claims().audience("ws://localhost/rooms/plaza").build())))
        .isEqualTo("audience is not ws-room-admin");
    assertThat(reason(signed(claims().audience((String) null).build())))
        .isEqualTo("audience is not ws-room-admin");
  }

  @Test
  void nameThatWouldBreakALogLineIsRejected() throws JOSEException {
    for (String name : List.of("", "ann\nact=kick", "x".repeat(65), "ann ben")) {
      assertThat(reason(signed(claims().subject(name).build())))
          .as(name)
          .isEqualTo("no valid exp or sub");
    }
  }

  @Test
  void invalidScopeIsRejected() throws JOSEException {
    List<String> withNull = new ArrayList<>();
    withNull.add(null);
    for (Map.Entry<String, Object> claim :
        List.<Map.Entry<String, Object>>of(
            Map.entry("rooms", List.of()),
            Map.entry("rooms", "plaza"),
            Map.entry("rooms", List.of(1)),
            Map.entry("rooms", withNull),
            Map.entry("rooms", Map.of("a", "b")),
            Map.entry("topics", List.of("peers")),
            Map.entry("acts", List.of("ban")))) {
      assertThat(tokens.check(signed(claims().claim(claim.getKey(), claim.getValue()).build())))
          .as(claim.toString())
          .isInstanceOf(OperatorTokens.Check.Invalid.class);
    }
  }

  @Test
  void forgedTokenIsRejected() throws JOSEException {
    assertThat(
            reason(
                signed(
                    claims().build(), "another secret of 32 characters....", JWSAlgorithm.HS256)))
        .isEqualTo("signature");
    assertThat(reason(signed(claims().build(), SECRET.repeat(2), JWSAlgorithm.HS512)))
        .isEqualTo("signature");
    for (String text : List.of("", "x", "a.b.c", new PlainJWT(claims().build()).serialize())) {
      assertThat(reason(text)).as(text).isEqualTo("malformed");
    }
  }

  private String reason(String token) {
    return tokens.check(token) instanceof OperatorTokens.Check.Invalid(String reason)
        ? reason
        : "valid";
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .audience(OperatorTokens.AUDIENCE)
        .subject("ann")
        .expirationTime(at(Duration.ofSeconds(60)));
  }

  private Date at(Duration fromNow) {
    return Date.from(now.plus(fromNow));
  }

  private static String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(claims, SECRET, JWSAlgorithm.HS256);
  }

  private static String signed(JWTClaimsSet claims, String secret, JWSAlgorithm algorithm)
      throws JOSEException {
    var token = new SignedJWT(new JWSHeader(algorithm), claims);
    token.sign(new MACSigner(secret.getBytes(UTF_8)));
    return token.serialize();
  }
}
