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

/// The URL of a registry, with a token that authenticates this server: a JWT signed with a shared
/// secret.
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
      // HMAC pads a short key with zeros itself (RFC 2104), so this changes no signature. The
      // library
      // rejects short keys, which a registry's operator may have chosen.
      signer = new MACSigner(Arrays.copyOf(key, Math.max(key.length, KEY_BYTES)));
    } catch (JOSEException bug) {
      throw new IllegalStateException("the padded key is long enough", bug);
    }
  }

  /// The URL with a new token. It is a secret and must not be logged.
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
