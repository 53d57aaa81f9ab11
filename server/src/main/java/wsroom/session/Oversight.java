package wsroom.session;

import java.time.InstantSource;

/// What operators see of the sessions, and whom they shut out.
///
/// @param events is told who comes and goes
/// @param rooms closed for a while
/// @param addresses banned for a while
public record Oversight(SessionEvents events, Exclusions rooms, Exclusions addresses) {
  private static final int MOST_EXCLUDED = 10_000;

  /// Nobody is shut out yet.
  public static Oversight with(SessionEvents events, InstantSource clock) {
    return new Oversight(
        events, new Exclusions(clock, MOST_EXCLUDED), new Exclusions(clock, MOST_EXCLUDED));
  }
}
