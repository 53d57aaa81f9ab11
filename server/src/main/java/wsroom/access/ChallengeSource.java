package wsroom.access;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Generates the challenges that clients sign, each used once.
@FunctionalInterface
public interface ChallengeSource {
  /// Clients sign only texts that begin with this prefix and contain no `:`.
  String PREFIX = "dcl-";

  String next();

  /// Challenges with 192 bits of a secure generator, so that none can be guessed or repeated.
  static ChallengeSource secure() {
    SecureRandom random = new SecureRandom();
    return () -> {
      byte[] bits = new byte[24];
      random.nextBytes(bits);
      return PREFIX + HexFormat.of().formatHex(bits);
    };
  }
}
