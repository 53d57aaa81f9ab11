package wsroom.app;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;
import wsroom.config.SettingsSource;
import wsroom.http.InvalidTlsException;
import wsroom.http.Tls;
import wsroom.moderation.Bans;
import wsroom.moderation.InvalidBanFileException;

/// Validates the settings and the files that they name, and prints the settings in force, each with
/// its source. The output is a settings file itself: defaults and hidden values are comments.
final class SettingsCheck {
  private static final int VALUE_COLUMN = 48;
  private static final String HIDDEN = "(hidden)";

  private final SettingsSource source;
  private final PrintStream out;
  private final PrintStream err;

  /// @param out receives the settings
  /// @param err receives problems and hints
  SettingsCheck(SettingsSource source, PrintStream out, PrintStream err) {
    this.source = source;
    this.out = out;
    this.err = err;
  }

  /// @return whether a server would start with them
  boolean run() {
    return switch (source.read()) {
      case SettingsSource.Unusable(String problem) -> reject(List.of(problem));
      case SettingsSource.Values values ->
          switch (ServerConfig.read(values.values())) {
            case ConfigReading.Invalid(List<String> problems) -> reject(problems);
            case ConfigReading.Valid(ServerConfig config, List<String> hints) -> {
              hints.forEach(err::println);
              print(values);
              yield filesAreUsable(config);
            }
          };
    };
  }

  private boolean filesAreUsable(ServerConfig config) {
    try {
      if (config.tls().isPresent()) {
        var _ = Tls.load(config.tls().get());
      }
      Bans.checkFile(config.bans());
      return true;
    } catch (InvalidTlsException | InvalidBanFileException e) {
      return reject(List.of(String.valueOf(e.getMessage())));
    }
  }

  private boolean reject(List<String> problems) {
    problems.forEach(err::println);
    return false;
  }

  private void print(SettingsSource.Values values) {
    source.file().ifPresent(file -> out.println("# settings file: " + file.toAbsolutePath()));
    String group = "";
    for (Setting setting : ServerConfig.settings()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        out.println("\n# " + group);
      }
      out.println(line(setting, values));
    }
  }

  private static String line(Setting setting, SettingsSource.Values read) {
    String value = read.values().getOrDefault(setting.name(), "").strip();
    if (value.isEmpty()) {
      return setting.defaultValue().isEmpty()
          ? "# " + setting.name() + " is not set"
          : padded("# " + setting.name() + "=" + setting.defaultValue(), "default");
    }
    String origin = origin(setting.name(), read.lines());
    return setting.secret()
        ? padded("# " + setting.name() + "=" + HIDDEN, origin)
        : padded(setting.name() + "=" + shown(value), origin);
  }

  private static String origin(String name, Map<String, Integer> lines) {
    Integer line = lines.get(name);
    return line == null ? "environment" : "line " + line;
  }

  private static String padded(String text, String origin) {
    return text + " ".repeat(Math.max(1, VALUE_COLUMN - text.length())) + "# " + origin;
  }

  /// On one line of a terminal, and quoted where the file's grammar needs it.
  private static String shown(String value) {
    String line = value.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    if (!line.matches("['\"`].*|.*\\s#.*|#.*")) {
      return line;
    }
    return Stream.of("'", "\"", "`")
        .filter(quote -> !line.contains(quote))
        .findFirst()
        .map(quote -> quote + line + quote)
        .orElse(line);
  }
}
