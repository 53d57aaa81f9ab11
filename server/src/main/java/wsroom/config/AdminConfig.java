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
  /// Ten guesses and then one in six seconds are looked at, from each client address; what people
  /// type in place of a token is guessed all the same.
  private static final int LEAST_TOKEN_CHARACTERS = 16;

  private static final Pattern ENTRY =
      Pattern.compile("([0-9A-Za-z._-]{1,32}):([\\p{Graph}&&[^,]]+)|([\\p{Graph}&&[^,:]]+)");

  /// @param name of the operator, for the log
  public record Token(String name, Secret secret) {}

  static AdminConfig read(SettingsReader settings) {
    settings.group("Operators");
    List<Token> tokens =
        settings
            .find(
                settings.hidden(
                    "ADMIN_TOKEN",
                    "Token that the operators' API and the events take as a bearer token; without"
                        + " it there are none. Several people may have one each, with a name and a"
                        + " colon before it: the log names whose was used. At least 16 characters"
                        + " each",
                    "",
                    "a token without commas, or ann:TOKEN, or ann:TOKEN,ben:TOKEN"),
                AdminConfig::tokens)
            .orElse(List.of());
    settings.require(
        tokens.stream().allMatch(AdminConfig::isLongEnough),
        "ADMIN_TOKEN must be of at least "
            + LEAST_TOKEN_CHARACTERS
            + " characters, each token of several (try: openssl rand -hex 24), was shorter (not"
            + " shown)");
    return new AdminConfig(
        tokens,
        settings.number(
            "EVENTS_KEPT",
            10_000,
            Range.of(16, 1_000_000),
            "events",
            "The last events that are kept for consumers that come back or fall behind"));
  }

  private static boolean isLongEnough(Token token) {
    return token.secret().reveal().length() >= LEAST_TOKEN_CHARACTERS;
  }

  /// The first colon ends a name, of one token as of several.
  private static Optional<List<Token>> tokens(String text) {
    String[] parts = text.split(",", -1);
    List<Token> tokens = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : parts) {
      var entry = ENTRY.matcher(part.strip());
      if (!entry.matches()) {
        return Optional.empty();
      }
      String name = entry.group(1);
      if (name == null && parts.length > 1) {
        return Optional.empty();
      }
      String known = name == null ? "operator" : name;
      if (!names.add(known)) {
        return Optional.empty();
      }
      String token = name == null ? entry.group(3) : entry.group(2);
      tokens.add(new Token(known, new Secret(token)));
    }
    return Optional.of(List.copyOf(tokens));
  }
}
