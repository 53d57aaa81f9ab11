package wsroom.envfile;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The one file that a process takes variables from: that of the option `--env-file`, or else that
/// of the variable `SETTINGS_FILE`, or else `.env` in the working directory if there is one.
///
/// @param name the file as error messages name it
/// @param path as it was given; empty if it is no path
public record ChosenFile(String name, Optional<Path> path) {
  public static final String VARIABLE = "SETTINGS_FILE";
  private static final String OPTION = "--env-file";
  private static final String DEFAULT_FILE = ".env";

  /// Names no file, not even the default one.
  private static final Path NO_FILE = Path.of("/dev/null");

  /// The choice without a working directory.
  ///
  /// @param option the value of `--env-file`, if it was given
  public static Optional<ChosenFile> of(Map<String, String> environment, Optional<String> option) {
    String variable = environment.getOrDefault(VARIABLE, "").strip();
    return option
        .map(text -> by(OPTION, text))
        .or(() -> variable.isEmpty() ? Optional.empty() : Optional.of(by(VARIABLE, variable)));
  }

  /// @param folder the working directory
  public static Optional<ChosenFile> of(
      Map<String, String> environment, Optional<String> option, Path folder) {
    Path byDefault = folder.resolve(DEFAULT_FILE);
    return of(environment, option)
        .or(
            () ->
                // A folder of that name is common: Python's virtual environments.
                Files.isRegularFile(byDefault)
                    ? Optional.of(new ChosenFile(byDefault.toString(), Optional.of(byDefault)))
                    : Optional.empty());
  }

  private static ChosenFile by(String what, String text) {
    try {
      return new ChosenFile(what + " " + text, Optional.of(Path.of(text)));
    } catch (InvalidPathException e) {
      return new ChosenFile(what, Optional.empty());
    }
  }

  /// Reads it anew.
  ///
  /// @throws EnvFileException with a message that names the file, and contains no value
  public SequencedMap<String, EnvFile.Variable> read() throws EnvFileException {
    if (path.isEmpty()) {
      throw new EnvFileException(name + " is not a valid path");
    }
    if (path.get().equals(NO_FILE)) {
      return new LinkedHashMap<>();
    }
    try {
      SequencedMap<String, EnvFile.Variable> variables = EnvFile.read(path.get());
      EnvFile.Variable another = variables.get(VARIABLE);
      if (another != null) {
        throw new EnvFileException(
            "line %d must not set %s: only the environment can"
                .formatted(another.line(), VARIABLE));
      }
      return variables;
    } catch (EnvFileException e) {
      throw new EnvFileException(name + " " + e.why());
    }
  }
}
