package wsroom.archipelago;

import java.util.Locale;

/// Why there is no link any more, or none yet.
///
/// @param text for a person; never with an address, whose query has a token
record LinkEnd(Kind kind, String text) {

  enum Kind {
    /// It could not be opened.
    UNREACHABLE,
    /// The registry closed it before it had held for a moment, as it does with wrong tokens, or
    /// answered with HTTP status 401 or 403.
    REFUSED,
    /// The registry closed it.
    CLOSED,
    /// The line failed.
    LOST,
    /// Nothing was heard for too long, not even a ping.
    SILENT,
    /// The registry does not read.
    STUCK,
    /// The registry said something that is not of this protocol.
    VIOLATION;

    /// A short constant name, for metrics.
    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
