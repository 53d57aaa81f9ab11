package wsroom.access;

import java.util.Locale;

/// The result of checking the access token of a request.
public sealed interface TokenCheck {

  /// The request needs no token.
  record NotRequired() implements TokenCheck {}

  /// The token is valid for one address.
  ///
  /// @param address in lower case
  record Valid(String address) implements TokenCheck {}

  /// The token is missing or invalid.
  record Invalid(Reason reason) implements TokenCheck {}

  /// The reasons to reject a token.
  enum Reason {
    MISSING("this room takes an access token"),
    MALFORMED("this is no access token of this server"),
    FORGED("this access token is signed by someone else"),
    EXPIRED("this access token has expired: log in again"),
    OTHER_ROOM("this access token is for another room");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /// The text for a person.
    public String text() {
      return text;
    }

    /// A short constant name, for metrics.
    public String tag() {
      return "token_" + name().toLowerCase(Locale.ROOT);
    }
  }
}
