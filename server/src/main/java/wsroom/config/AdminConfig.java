package wsroom.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// How operators reach into the running server.
///
/// @param tokens each lets an operator in; without any there is no operators' API
/// @param eventsKept how many of the last events are kept
public record AdminConfig(List<Token> tokens, int eventsKept) {
  private static final Pattern TOKEN = Pattern.compile("[\\p{Graph}&&[^,]]+");
  private static final Pattern NAMED = Pattern.compile("([0-9A-Za-z._-]{1,32}):(.+)");

  /// @param name of the operator, for the log
  public record Token(String name, Secret secret) {}

  static AdminConfig read(SettingsReader settings) {
    settings.group("Operators");
    return new AdminConfig(
        settings
            .find(
                settings.hidden(
                    "ADMIN_TOKEN",
                    "Token that the operators' API and the events take as a bearer token; without"
                        + " it there are none. Several people may have one each: the log names"
                        + " whose was used",
                    "",
                    "a token without commas, or several such as ann:TOKEN,ben:TOKEN"),
                AdminConfig::tokens)
            .orElse(List.of()),
        settings.number(
            "EVENTS_KEPT",
            10_000,
            Range.of(16, 1_000_000),
            "events",
            "The last events that are kept for consumers that come back or fall behind"));
  }

  private static Optional<List<Token>> tokens(String text) {
    String[] parts = text.split(",", -1);
    List<Token> tokens = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : parts) {
      String entry = part.strip();
      var named = NAMED.matcher(entry);
      if (!TOKEN.matcher(entry).matches()) {
        return Optional.empty();
      }
      if (parts.length == 1) {
        tokens.add(new Token("operator", new Secret(entry)));
      } else if (named.matches() && names.add(named.group(1))) {
        tokens.add(new Token(named.group(1), new Secret(named.group(2))));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(tokens));
  }
}
