package wsroom.room.membership;

import java.util.Locale;

/// Why an address gets no seat.
public enum Denial {
  ROOM_FULL("the room is full"),

  /// The address has a session, and [wsroom.config.DuplicatePolicy#REJECT_NEW] keeps that one.
  ALREADY_CONNECTED("this address is already connected"),

  /// The servers cannot agree now, because their connection to each other is down or too slow.
  UNAVAILABLE("seats cannot be assigned now"),

  /// All aliases are used: the server must be restarted.
  OUT_OF_ALIASES("all aliases are used");

  private final String text;

  Denial(String text) {
    this.text = text;
  }

  /// The text for the client.
  public String text() {
    return text;
  }

  /// The value of the label in metrics.
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
