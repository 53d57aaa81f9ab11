package wsroom.archipelago;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: longer with each failure, and by chance, so that many
/// servers do not come back to a registry in the same moment.
///
/// Confined to the registration's thread.
final class Backoff {
  static final Duration LEAST = Duration.ofSeconds(1);
  static final Duration MOST = Duration.ofSeconds(60);

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// The pause after one more failure: 1 to 2 s, then 2 to 4 s, and so on up to 30 to 60 s.
  Duration next() {
    long ceiling = MOST.toMillis();
    // The shift stays small however many failures there are.
    if (failures < Integer.SIZE / 2) {
      ceiling = Math.min(ceiling, LEAST.toMillis() << (failures + 1));
    }
    failures++;
    return Duration.ofMillis(random.nextLong(ceiling / 2, ceiling + 1));
  }

  /// All is well again.
  void reset() {
    failures = 0;
  }

  /// Failures in a row.
  int failures() {
    return failures;
  }
}
