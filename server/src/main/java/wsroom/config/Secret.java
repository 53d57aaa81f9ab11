package wsroom.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/// A value that is compared, and never shown.
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /// Compares in constant time.
  public boolean matches(String attempt) {
    return MessageDigest.isEqual(value.getBytes(UTF_8), attempt.getBytes(UTF_8));
  }

  /// The secret itself, for signing or sending it.
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
