package wsroom.config;

/// What is logged, and how.
public record LogConfig(LogLevel level, LogFormat format) {

  static LogConfig read(SettingsReader settings) {
    settings.group("Logs");
    return new LogConfig(
        settings.choice(
            "LOG_LEVEL",
            LogLevel.INFO,
            "The least important events that are logged; `debug` has a line for each join and"
                + " leave, and `trace` what the libraries say for debugging, too"),
        settings.choice(
            "LOG_FORMAT",
            LogFormat.TEXT,
            "One line for each event: readable text, or a JSON object for a log collector. Fields"
                + " such as `room`, `address`, `session` and `reason` have the same names in all"
                + " lines"));
  }
}
