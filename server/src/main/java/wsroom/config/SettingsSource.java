package wsroom.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import wsroom.envfile.ChosenFile;
import wsroom.envfile.EnvFileException;

/// The source of settings: the environment and, with lower precedence, one file.
///
/// The file is that of the option `--env-file`, or else that of `SETTINGS_FILE`, or else `.env` in
/// the working directory if there is one at the start. The environment of a running process cannot
/// change, but the file can: it is read anew each time.
///
/// Immutable.
public final class SettingsSource {
  private final Map<String, String> environment;
  private final Optional<ChosenFile> file;

  private SettingsSource(Map<String, String> environment, Optional<ChosenFile> file) {
    this.environment = Map.copyOf(environment);
    this.file = file;
  }

  /// Without an option and a working directory.
  ///
  /// @param environment variables by name, as [System#getenv()] gives them
  public SettingsSource(Map<String, String> environment) {
    this(environment, ChosenFile.of(environment, Optional.empty()));
  }

  /// The source of a process.
  ///
  /// @param option the value of `--env-file`, if it was given
  /// @param folder the working directory
  public static SettingsSource of(
      Map<String, String> environment, Optional<String> option, Path folder) {
    return new SettingsSource(environment, ChosenFile.of(environment, option, folder));
  }

  /// The result of reading.
  public sealed interface Reading {}

  /// @param values by the names of the settings
  /// @param lines the line of the file that each value is from; without those of the environment
  public record Values(Map<String, String> values, Map<String, Integer> lines) implements Reading {
    public Values {
      values = Map.copyOf(values);
      lines = Map.copyOf(lines);
    }
  }

  /// @param problem a line for the operator, without any value
  public record Unusable(String problem) implements Reading {}

  static void declare(SettingsReader settings) {
    settings.group("Settings file");
    var _ =
        settings.optionalFile(
            ChosenFile.VARIABLE,
            "File with more settings, one `NAME=VALUE` per line; the option `--env-file` goes"
                + " before it. Without both it is `.env` in the working directory, if there is one."
                + " Variables of the environment take precedence. Reloaded on SIGHUP");
  }

  /// The file that is read, if there is one.
  public Optional<Path> file() {
    return file.flatMap(ChosenFile::path);
  }

  /// Reads both sources anew.
  public Reading read() {
    if (file.isEmpty()) {
      return new Values(environment, Map.of());
    }
    Map<String, String> values = new HashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    try {
      file.get()
          .read()
          .forEach(
              (name, variable) -> {
                values.put(name, variable.value());
                lines.put(name, variable.line());
              });
    } catch (EnvFileException e) {
      return new Unusable(e.why());
    }
    values.putAll(environment);
    lines.keySet().removeAll(environment.keySet());
    return new Values(values, lines);
  }
}
