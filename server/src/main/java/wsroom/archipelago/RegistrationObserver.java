package wsroom.archipelago;

import java.util.Locale;

/// Is told what a registration does, for metrics. Called on its thread.
public interface RegistrationObserver {

  /// What became of a request for connection strings.
  enum Outcome {
    /// Answered in time.
    ANSWERED,
    /// There can be no such room now, so nothing was answered.
    ROOM_REFUSED,
    /// The server takes nobody now, so nothing was answered.
    NOT_OPEN,
    /// It names more users than any room has, so nothing was answered.
    TOO_MANY_USERS,
    /// Too many requests waited for a registry that does not read.
    TOO_MANY_REQUESTS,
    /// It waited for so long that the registry had given it up.
    LATE,
    /// It was no message of this protocol, and was passed over.
    MALFORMED;

    /// A short constant name, for metrics.
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A link was opened.
  void linked();

  /// A link was lost, or could not be opened, or the server gave it up.
  ///
  /// @param reason a short constant name
  void unlinked(String reason);

  /// A request came to its end.
  ///
  /// @param nanos from its arrival
  void requested(Outcome outcome, long nanos);
}
