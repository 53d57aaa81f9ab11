package wsroom.archipelago;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The delays between attempts to register.
///
/// Archipelago never places a peer whose first heartbeat it handles while no transport is
/// registered, so each second of delay strands players. Therefore a lost or failed link is retried
/// within a second. Only after rejections of the secret the delay grows exponentially, from the
/// second one in a row, since a first one may be a registry that restarts.
///
/// Confined to the registration's thread.
final class Backoff {
  /// Delays are random, so that many servers do not reconnect at the same moment.
  static final Duration MIN_SHORT = Duration.ofMillis(500);

  static final Duration MAX_SHORT = Duration.ofSeconds(1);
  static final Duration MAX = Duration.ofSeconds(60);

  private final RandomGenerator random;
  private int failures;
  private int rejections;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// The delay after a lost or failed link: 0.5 to 1 s.
  Duration afterLoss() {
    failures++;
    rejections = 0;
    return between(MIN_SHORT, MAX_SHORT);
  }

  /// The delay after a rejection of the secret: 0.5 to 1 s after the first one in a row, then 1 to
  /// 2 s, 2 to 4 s, and so on up to 30 to 60 s.
  Duration afterRejection() {
    failures++;
    Duration ceiling = MAX;
    // Bounds the shift.
    if (rejections < Integer.SIZE / 2) {
      long grown = MAX_SHORT.toMillis() << rejections;
      ceiling = Duration.ofMillis(Math.min(MAX.toMillis(), grown));
    }
    rejections++;
    return between(ceiling.dividedBy(2), ceiling);
  }

  /// A link was accepted.
  void reset() {
    failures = 0;
    rejections = 0;
  }

  /// Consecutive failures, rejections included.
  int failures() {
    return failures;
  }

  private Duration between(Duration min, Duration max) {
    return Duration.ofMillis(random.nextLong(min.toMillis(), max.toMillis() + 1));
  }
}
