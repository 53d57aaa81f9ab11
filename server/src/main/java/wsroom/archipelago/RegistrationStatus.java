package wsroom.archipelago;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// How a registration does.
///
/// @param since when this phase began
/// @param failures links in a row that were not opened, or did not hold for a moment
/// @param problem why there is no link, for a person
public record RegistrationStatus(
    Phase phase, Instant since, int failures, Optional<String> problem) {

  /// Where a registration is.
  public enum Phase {
    /// There is no link and none is wanted: the server starts, drains or ends.
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
