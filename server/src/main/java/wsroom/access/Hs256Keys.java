package wsroom.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.util.ArrayList;
import java.util.List;

/// The keys whose signature of a JWT is accepted: by HS256 only, whatever a token says of itself.
///
/// Thread-safe.
final class Hs256Keys {
  private final List<JWSVerifier> verifiers;

  Hs256Keys(List<byte[]> keys) throws JOSEException {
    List<JWSVerifier> all = new ArrayList<>();
    for (byte[] key : keys) {
      all.add(new MACVerifier(key));
    }
    verifiers = List.copyOf(all);
  }

  boolean hasSigned(SignedJWT jwt) {
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
}
