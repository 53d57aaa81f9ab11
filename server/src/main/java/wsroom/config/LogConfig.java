package wsroom.config;

/// The log's level and format.
public record LogConfig(LogLevel level, LogFormat format) {

  static LogConfig read(SettingsReader settings) {
    settings.group("Logs");
    return new LogConfig(
        settings.choice(
            "LOG_LEVEL",
            LogLevel.INFO,
            "Lowest level that is logged; `debug` has a line for each join and leave, and `trace`"
                + " includes the debug lines of libraries"),
        settings.choice(
            "LOG_FORMAT",
            LogFormat.TEXT,
            "Format of log lines: readable text, or one JSON object per line for a log collector."
                + " Fields such as `room`, `address`, `session` and `reason` have the same names"
                + " in all lines"));
  }
}
