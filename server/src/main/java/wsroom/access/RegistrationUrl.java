package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import wsroom.config.Secret;

/// The address of a registry that takes this server for what it says if it brings a token, signed
/// with a secret that both know.
///
/// Thread-safe.
public final class RegistrationUrl {
  private static final int KEY_BYTES = 32;

  private final URI url;
  private final MACSigner signer;
  private final InstantSource clock;

  /// @param url without a query
  public RegistrationUrl(URI url, Secret secret, InstantSource clock) {
    this.url = url;
    this.clock = clock;
    byte[] key = secret.reveal().getBytes(UTF_8);
    try {
      // HMAC fills a short key up with zeros itself (RFC 2104), so this changes no signature. It
      // lets the library, which refuses short keys, sign with what the registry's operator chose.
      signer = new MACSigner(Arrays.copyOf(key, Math.max(key.length, KEY_BYTES)));
    } catch (JOSEException bug) {
      throw new IllegalStateException("a key that is long enough", bug);
    }
  }

  /// The address with a token of this moment. It is a secret: it must not be logged.
  public URI withToken() {
    var claims =
        new JWTClaimsSet.Builder()
            .audience(url.toString())
            .issueTime(Date.from(clock.instant()))
            .build();
    String token = AccessTokens.signed(claims, signer);
    return URI.create(url + "?" + RoomUris.ACCESS_TOKEN + "=" + token);
  }
}
