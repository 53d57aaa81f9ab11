package wsroom.archipelago;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// The status of a registration.
///
/// @param since when this phase began
/// @param failures consecutive links that were not opened or not accepted
/// @param problem the reason why there is no link, for people
public record RegistrationStatus(
    Phase phase, Instant since, int failures, Optional<String> problem) {

  /// The phase of a registration.
  public enum Phase {
    /// There is no link and none is wanted: the server starts, drains or shuts down.
    RESTING,
    CONNECTING,
    CONNECTED,
    /// After a failure, until the next attempt.
    WAITING;

    /// As the status page writes it.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
