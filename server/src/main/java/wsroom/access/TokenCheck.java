package wsroom.access;

import java.util.Locale;

/// What an access token, or the lack of one, is worth.
public sealed interface TokenCheck {

  /// There is none to look at, and none is needed.
  record NoneNeeded() implements TokenCheck {}

  /// It lets one address in.
  ///
  /// @param address in lower case
  record Good(String address) implements TokenCheck {}

  /// It lets nobody in.
  record Wrong(Why why) implements TokenCheck {}

  /// Why a token lets nobody in.
  enum Why {
    MISSING("this room takes an access token"),
    MALFORMED("this is no access token of this server"),
    FORGED("this access token is signed by someone else"),
    EXPIRED("this access token has expired: log in again"),
    OTHER_ROOM("this access token is for another room");

    private final String text;

    Why(String text) {
      this.text = text;
    }

    /// Words for a person.
    public String text() {
      return text;
    }

    /// A short constant name, for metrics.
    public String tag() {
      return "token_" + name().toLowerCase(Locale.ROOT);
    }
  }
}
