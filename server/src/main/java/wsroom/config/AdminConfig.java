package wsroom.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The operators' API and its events.
///
/// @param tokens each authenticates an operator; without any there is no operators' API
/// @param eventsKept the number of events kept in memory
public record AdminConfig(List<Token> tokens, int eventsKept) {
  /// Each client address may try ten tokens, and then one each six seconds; a short password could
  /// be guessed all the same.
  private static final int MIN_TOKEN_CHARACTERS = 16;

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
                    "Bearer token for the operators' API and the events; without it both are off."
                        + " Several operators may have one each, as `name:token`: the log shows"
                        + " the name. At least 16 characters each",
                    "",
                    "a token without commas, or ann:TOKEN, or ann:TOKEN,ben:TOKEN"),
                AdminConfig::tokens)
            .orElse(List.of());
    settings.require(
        tokens.stream().allMatch(AdminConfig::isLongEnough),
        "ADMIN_TOKEN must be of at least "
            + MIN_TOKEN_CHARACTERS
            + " characters, each token of several (try: openssl rand -hex 24), was shorter (not"
            + " shown)");
    return new AdminConfig(
        tokens,
        settings.number(
            "EVENTS_KEPT",
            10_000,
            Range.of(16, 1_000_000),
            "events",
            "Latest events kept in memory, for consumers that reconnect or fall behind"));
  }

  private static boolean isLongEnough(Token token) {
    return token.secret().reveal().length() >= MIN_TOKEN_CHARACTERS;
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
