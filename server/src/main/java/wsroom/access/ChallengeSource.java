package wsroom.access;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes the texts that clients sign, each used once.
@FunctionalInterface
public interface ChallengeSource {
  /// Clients refuse to sign anything that does not begin like this, or that has a `:` anywhere.
  String PREFIX = "dcl-";

  String next();

  /// Challenges with 192 bits of a secure generator, which nobody can guess or meet again.
  static ChallengeSource secure() {
    SecureRandom random = new SecureRandom();
    return () -> {
      byte[] bits = new byte[24];
      random.nextBytes(bits);
      return PREFIX + HexFormat.of().formatHex(bits);
    };
  }
}
