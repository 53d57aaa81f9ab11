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

/// Sets up logging, and stops it.
public final class Logging {
  private static final int QUEUE_EVENTS = 4096;
  private static final int MAX_FLUSH_MILLIS = 1000;

  /// The project's own loggers.
  private static final List<String> OWN_LOGGERS = List.of("wsroom", "authchain");

  /// Libraries whose info lines are of use only to their own developers.
  private static final List<String> VERBOSE_LIBRARIES =
      List.of("io.undertow", "org.xnio", "org.jboss.threads");

  private Logging() {}

  /// Applies the settings. Until then only warnings are logged.
  public static void start(LogConfig config) {
    // Undertow's logging library would find Logback itself, but only after trying all others.
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
    queue.setMaxFlushTime(MAX_FLUSH_MILLIS);
    queue.addFilter(new WarningRateLimiter());
    queue.addAppender(output);
    queue.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
    setLevels(context, config.level());
  }

  /// Changes the lowest level that is logged.
  public static void setLevel(LogLevel level) {
    setLevels(context(), level);
  }

  /// Debug lines of libraries, of which Undertow has several per request, are logged only at
  /// `trace`: at `debug` they would hide the server's own.
  private static void setLevels(LoggerContext context, LogLevel configured) {
    Level level = level(configured);
    OWN_LOGGERS.forEach(name -> context.getLogger(name).setLevel(level));
    Level libraries = configured == LogLevel.TRACE ? Level.DEBUG : atLeast(Level.INFO, level);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries);
    Level chatty = configured == LogLevel.TRACE ? Level.DEBUG : atLeast(Level.WARN, level);
    VERBOSE_LIBRARIES.forEach(name -> context.getLogger(name).setLevel(chatty));
  }

  private static Level atLeast(Level min, Level level) {
    return level.isGreaterOrEqual(min) ? level : min;
  }

  /// Writes the queued events, for a second at most.
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
