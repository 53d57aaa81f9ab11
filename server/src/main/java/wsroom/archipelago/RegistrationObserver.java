package wsroom.archipelago;

import java.util.Locale;

/// Observes a registration, for metrics. Called on its thread.
public interface RegistrationObserver {

  /// The outcome of a request for connection strings.
  enum Outcome {
    /// Answered in time.
    ANSWERED,
    /// The room id is invalid or the room is closed, so no answer was sent.
    ROOM_REFUSED,
    /// The server does not accept clients, so no answer was sent.
    NOT_OPEN,
    /// It has more users than any room, so no answer was sent.
    TOO_MANY_USERS,
    /// Too many requests were queued because the registry does not read.
    TOO_MANY_REQUESTS,
    /// It was queued for longer than the registry waits.
    LATE,
    /// A malformed message, which was ignored.
    MALFORMED;

    /// A short constant name, for metrics.
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A link was opened.
  void linked();

  /// A link was lost, failed to open, or was dropped.
  ///
  /// @param reason a short constant name
  void unlinked(String reason);

  /// A request was answered or dropped.
  ///
  /// @param nanos from its arrival
  void requested(Outcome outcome, long nanos);
}
