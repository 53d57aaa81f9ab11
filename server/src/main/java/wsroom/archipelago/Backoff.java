package wsroom.archipelago;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The pauses between attempts to register.
///
/// Archipelago never places a peer again whose first heartbeat it handles while no transport is
/// registered, so each second of a pause strands players: a link that is lost, or not reached, is
/// sought again within a second. Only a registry that refuses the secret is asked less and less
/// often. A link that it closes once may be a registry that restarts, so the pauses grow from the
/// second refusal in a row.
///
/// Confined to the registration's thread.
final class Backoff {
  /// Pauses are by chance, so that many servers do not come back in the same moment.
  static final Duration SHORT_LEAST = Duration.ofMillis(500);

  static final Duration SHORT_MOST = Duration.ofSeconds(1);
  static final Duration MOST = Duration.ofSeconds(60);

  private final RandomGenerator random;
  private int failures;
  private int refusals;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// The pause after a link that was lost, or could not be opened: 0.5 to 1 s.
  Duration afterLoss() {
    failures++;
    refusals = 0;
    return between(SHORT_LEAST, SHORT_MOST);
  }

  /// The pause after a refusal of the secret: 0.5 to 1 s after the first one in a row, then 1 to 2
  /// s, 2 to 4 s, and so on up to 30 to 60 s.
  Duration afterRefusal() {
    failures++;
    Duration ceiling = MOST;
    // The shift stays small however many refusals there are.
    if (refusals < Integer.SIZE / 2) {
      long grown = SHORT_MOST.toMillis() << refusals;
      ceiling = Duration.ofMillis(Math.min(MOST.toMillis(), grown));
    }
    refusals++;
    return between(ceiling.dividedBy(2), ceiling);
  }

  /// A link was accepted.
  void reset() {
    failures = 0;
    refusals = 0;
  }

  /// Failures in a row, refusals included.
  int failures() {
    return failures;
  }

  private Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }
}
