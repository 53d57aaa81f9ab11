package wsroom.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A value that is compared, and never shown.
public final class Secret {
  private final String value;

  /// HS256 requires a key at least as long as its hash (RFC 7518, section 3.2).
  static final int MIN_HS256_BYTES = 32;

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

  boolean isLongEnoughForHs256() {
    return value.getBytes(UTF_8).length >= MIN_HS256_BYTES;
  }

  /// Secrets separated by commas; none if the setting is absent.
  static List<Secret> list(SettingsReader settings, Setting setting) {
    return settings
        .find(
            setting,
            text ->
                Optional.of(
                        Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .filter(secret -> !secret.isEmpty())
                            .map(Secret::new)
                            .toList())
                    .filter(list -> !list.isEmpty()))
        .orElse(List.of());
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
