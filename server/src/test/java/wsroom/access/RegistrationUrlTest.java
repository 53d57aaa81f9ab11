package wsroom.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.config.Secret;

class RegistrationUrlTest {
  private static final URI REGISTRY = URI.create("wss://registry.example/transport");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void tokenNamesItsRegistryAndTimeOfIssue() throws Exception {
    RegistrationUrl url = new RegistrationUrl(REGISTRY, new Secret("s3same"), () -> now);

    assertThat(url.withToken().toString()).startsWith(REGISTRY + "?access_token=ey");
    SignedJWT token = SignedJWT.parse(token(url));
    assertThat(token.getHeader().toString()).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"HS256\"}");
    assertThat(token.getJWTClaimsSet().getClaims())
        .isEqualTo(Map.of("aud", List.of(REGISTRY.toString()), "iat", Date.from(now)));
  }

  @Test
  void eachUrlHasANewToken() {
    RegistrationUrl url = new RegistrationUrl(REGISTRY, new Secret("s3same"), () -> now);
    String first = token(url);
    now = now.plusSeconds(1);
    assertThat(token(url)).isNotEqualTo(first);
  }

  /// For any secret of the registry's operator, the signature is the HMAC with SHA-256.
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 31, 32, 33, 64, 65, 200})
  void secretOfAnyLengthSignsAsTheRegistryExpects(int length) throws Exception {
    String secret = "s".repeat(length);
    String token = token(new RegistrationUrl(REGISTRY, new Secret(secret), () -> now));
    int end = token.lastIndexOf('.');

    Mac hmac = Mac.getInstance("HmacSHA256");
    hmac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));

    assertThat(Base64.getUrlDecoder().decode(token.substring(end + 1)))
        .isEqualTo(hmac.doFinal(token.substring(0, end).getBytes(US_ASCII)));
  }

  private static String token(RegistrationUrl url) {
    String text = url.withToken().toString();
    return text.substring(text.indexOf('=') + 1);
  }
}
