package wsroom.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The operators' API and its events.
///
/// @param tokens each authenticates an operator
/// @param jwtSecrets sign further tokens, in the form of a JWT; without a secret and a token
///     there is no operators' API
/// @param eventsKept the number of events kept in memory
/// @param announcerName under which operators say something
public record AdminConfig(
    List<Token> tokens, List<Secret> jwtSecrets, int eventsKept, String announcerName) {
  /// Each client address may try ten tokens, and then one each six seconds; a short password could
  /// be guessed all the same.
  private static final int MIN_TOKEN_CHARACTERS = 16;

  private static final Pattern ENTRY =
      Pattern.compile("([0-9A-Za-z._-]{1,32}):([\\p{Graph}&&[^,]]+)|([\\p{Graph}&&[^,:]]+)");

  private static final Pattern ANNOUNCER_NAME = Pattern.compile("[\\p{L}\\p{N} ._-]{1,32}");

  private static final Pattern SCOPED =
      Pattern.compile("([0-9A-Za-z._-]{1,32}):([\\p{Graph}&&[^,;]]+)");

  /// @param name of the operator, for the log
  public record Token(String name, Secret secret, TokenScope scope) {
    /// A token that covers everything.
    public Token(String name, Secret secret) {
      this(name, secret, TokenScope.EVERYTHING);
    }
  }

  /// Whether there is an operators' API.
  public boolean isOn() {
    return !tokens.isEmpty() || !jwtSecrets.isEmpty();
  }

  static AdminConfig read(SettingsReader settings) {
    settings.group("Operators");
    List<Token> tokens = new ArrayList<>(unscoped(settings));
    tokens.addAll(scoped(settings));
    settings.require(
        tokens.stream().map(Token::name).distinct().count() == tokens.size(),
        "ADMIN_SCOPED_TOKENS must have other names than ADMIN_TOKEN");
    return new AdminConfig(
        List.copyOf(tokens),
        jwtSecrets(settings),
        settings.number(
            "EVENTS_KEPT",
            10_000,
            Range.of(16, 1_000_000),
            "events",
            "Latest events kept in memory, for consumers that reconnect or fall behind"),
        settings.text(
            "ANNOUNCER_NAME",
            "Server",
            ANNOUNCER_NAME,
            "1 to 32 letters, digits, spaces or any of ._-",
            "Name under which operators' messages appear in the chat"));
  }

  private static List<Token> unscoped(SettingsReader settings) {
    List<Token> tokens =
        settings
            .find(
                settings.hidden(
                    "ADMIN_TOKEN",
                    "Bearer token for the operators' API and the events; without it, a scoped token"
                        + " or `ADMIN_JWT_SECRET` both are off."
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
    return tokens;
  }

  private static List<Token> scoped(SettingsReader settings) {
    List<Token> tokens =
        settings
            .find(
                settings.hidden(
                    "ADMIN_SCOPED_TOKENS",
                    "Bearer tokens of limited scope, separated by spaces: a name, a token, and what"
                        + " it covers. `rooms` are patterns with `*` (percent-encoded; all and the"
                        + " server as a whole if absent), `topics` those of events (all if absent),"
                        + " `acts` some of kick, close, say and drain (read-only if absent)",
                    "",
                    "entries such as ann:TOKEN;rooms=plaza,ann-*;acts=kick,close"),
                AdminConfig::scopedTokens)
            .orElse(List.of());
    settings.require(
        tokens.stream().allMatch(AdminConfig::isLongEnough),
        "ADMIN_SCOPED_TOKENS must have tokens of at least "
            + MIN_TOKEN_CHARACTERS
            + " characters (try: openssl rand -hex 24), one was shorter (not shown)");
    return tokens;
  }

  private static List<Secret> jwtSecrets(SettingsReader settings) {
    List<Secret> secrets =
        Secret.list(
            settings,
            settings.hidden(
                "ADMIN_JWT_SECRET",
                "Secret for operators' tokens in the form of a JWT, signed with HS256 by another"
                    + " service: `aud` is `ws-room-admin`, `sub` a name, `exp` required, and"
                    + " `rooms`, `topics`, `acts` are arrays as in `ADMIN_SCOPED_TOKENS`. At least"
                    + " 32 characters. Of several, separated by commas, all are accepted",
                "",
                "secrets separated by commas"));
    settings.require(
        secrets.stream().allMatch(Secret::isLongEnoughForHs256),
        "ADMIN_JWT_SECRET must be of at least "
            + Secret.MIN_HS256_BYTES
            + " bytes (try: openssl rand -hex 32), was shorter (not shown)");
    return secrets;
  }

  private static Optional<List<Token>> scopedTokens(String text) {
    List<Token> tokens = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String entry : text.split("\\s+", -1)) {
      List<String> parts = List.of(entry.split(";", -1));
      var named = SCOPED.matcher(parts.getFirst());
      Optional<TokenScope> scope = TokenScope.parse(parts.subList(1, parts.size()));
      if (!named.matches() || scope.isEmpty() || !names.add(named.group(1))) {
        return Optional.empty();
      }
      tokens.add(new Token(named.group(1), new Secret(named.group(2)), scope.get()));
    }
    return Optional.of(List.copyOf(tokens));
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
