package wsroom.config;

import java.util.List;

/// The result of reading the environment.
public sealed interface ConfigReading {

  /// All settings are valid.
  ///
  /// @param hints one line each on variables that look like misspelt settings, and on settings that
  ///     have no effect
  record Valid(ServerConfig config, List<String> hints) implements ConfigReading {}

  /// The server must not start.
  ///
  /// @param problems one line for each wrong setting, in the order of their declaration
  record Invalid(List<String> problems) implements ConfigReading {}
}
