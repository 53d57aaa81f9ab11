package wsroom.operator;

import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the operator's token.
final class OperatorToken {
  private static final Pattern SHAPE = Pattern.compile("[\\p{Graph}&&[^,]]+");

  private OperatorToken() {}

  /// The token from the option, or `WS_ROOM_TOKEN`, or the server's `ADMIN_TOKEN`: of several the
  /// first, without the name and colon that only the server needs.
  ///
  /// @throws IllegalArgumentException with a message for the user, which does not show the token
  static Optional<String> of(Optional<String> option, Variables variables) {
    Optional<String> token =
        option
            .or(() -> variables.get("WS_ROOM_TOKEN"))
            .or(() -> variables.get("ADMIN_TOKEN").map(OperatorToken::first));
    if (token.isPresent() && !SHAPE.matcher(token.get()).matches()) {
      throw new IllegalArgumentException(
          "the token must be letters, digits and signs without blanks and commas (not shown)");
    }
    return token;
  }

  private static String first(String all) {
    String first = all.split(",", 2)[0].strip();
    return first.substring(first.indexOf(':') + 1);
  }
}
