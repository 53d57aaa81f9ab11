package wsroom.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.LogConfig;
import wsroom.config.LogFormat;
import wsroom.config.LogLevel;

/// Sets the log up, and ends it.
public final class Logging {
  private static final int QUEUE_EVENTS = 4096;
  private static final int MOST_FLUSH_MILLIS = 1000;

  /// The project's own loggers.
  private static final List<String> OURS = List.of("wsroom", "authchain");

  /// Libraries that greet and report what only their own developers want to know.
  private static final List<String> CHATTY =
      List.of("io.undertow", "org.xnio", "org.jboss.threads");

  private Logging() {}

  /// Logs from here on as the settings say. Until then only warnings are logged.
  public static void start(LogConfig config) {
    // Undertow's logging library would find Logback by itself, after trying everything else.
    System.setProperty("org.jboss.logging.provider", "slf4j");
    start(context(), config, new ConsoleAppender<>());
  }

  static void start(
      LoggerContext context, LogConfig config, OutputStreamAppender<ILoggingEvent> output) {
    context.reset();
    output.setContext(context);
    output.setEncoder(encoder(context, config.format()));
    output.start();
    var queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE_EVENTS);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.setMaxFlushTime(MOST_FLUSH_MILLIS);
    queue.addFilter(new WarningRateLimiter());
    queue.addAppender(output);
    queue.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
    setLevels(context, config.level());
  }

  /// Logs from here on what is at least that important.
  public static void setLevel(LogLevel level) {
    setLevels(context(), level);
  }

  /// A library's debug lines, of which Undertow has several a request, are shown only at `trace`:
  /// at `debug` the server's own would not be found among them.
  private static void setLevels(LoggerContext context, LogLevel asked) {
    Level level = level(asked);
    OURS.forEach(name -> context.getLogger(name).setLevel(level));
    Level libraries = asked == LogLevel.TRACE ? Level.DEBUG : atLeast(Level.INFO, level);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries);
    Level chatty = asked == LogLevel.TRACE ? Level.DEBUG : atLeast(Level.WARN, level);
    CHATTY.forEach(name -> context.getLogger(name).setLevel(chatty));
  }

  private static Level atLeast(Level least, Level level) {
    return level.isGreaterOrEqual(least) ? level : least;
  }

  /// Writes what still waits, for a second at most.
  public static void stop() {
    context().stop();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    var encoder =
        switch (format) {
          case TEXT -> new TextLineEncoder();
          case JSON -> new JsonLineEncoder();
        };
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Level level(LogLevel level) {
    return switch (level) {
      case TRACE -> Level.TRACE;
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
      case OFF -> Level.OFF;
    };
  }
}
