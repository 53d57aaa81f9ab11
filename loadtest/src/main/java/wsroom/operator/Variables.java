package wsroom.operator;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import wsroom.envfile.ChosenFile;
import wsroom.envfile.EnvFileException;

/// The variables that a command reads: the environment and, below it, the file that a server
/// started in the same folder would read.
///
/// Immutable.
public final class Variables {
  private final Map<String, String> values;

  private Variables(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /// @param option the value of `--env-file`, if it was given
  /// @param folder the working directory
  public static Variables of(Map<String, String> environment, Optional<String> option, Path folder)
      throws EnvFileException {
    Map<String, String> values = new HashMap<>();
    Optional<ChosenFile> file = ChosenFile.of(environment, option, folder);
    if (file.isPresent()) {
      file.get().read().forEach((name, variable) -> values.put(name, variable.value()));
    }
    values.putAll(environment);
    return new Variables(values);
  }

  /// The value without blanks around it; an empty variable counts as not set.
  public Optional<String> get(String name) {
    return Optional.of(values.getOrDefault(name, "").strip()).filter(text -> !text.isEmpty());
  }
}
