package wsroom.archipelago;

import java.util.Locale;

/// The reason why a link has ended or could not be opened.
///
/// @param text for people; never with the URL, whose query has a token
record LinkEnd(Kind kind, String text) {

  enum Kind {
    /// It could not be opened.
    UNREACHABLE,
    /// The registry closed it before it was accepted, as with an invalid token, or answered with
    /// HTTP status 401 or 403.
    REFUSED,
    /// The registry closed it.
    CLOSED,
    /// The connection failed.
    LOST,
    /// No frame arrived for too long, not even a ping.
    SILENT,
    /// The registry does not read.
    STUCK,
    /// The registry violated the protocol.
    VIOLATION;

    /// A short constant name, for metrics.
    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
