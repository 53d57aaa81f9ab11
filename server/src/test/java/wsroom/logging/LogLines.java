package wsroom.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Captures log events from its creation until it is closed.
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
  private final List<Appender<ILoggingEvent>> replaced = new ArrayList<>();
  private final Logger logger;
  private final @Nullable Level levelBefore;

  private LogLines(String logger, Level level) {
    this.logger = (Logger) LoggerFactory.getLogger(logger);
    this.levelBefore = this.logger.getLevel();
    this.logger.setLevel(level);
    start();
  }

  /// Captures one logger and its children, from the level `info` on.
  public static LogLines of(String logger) {
    LogLines lines = new LogLines(logger, Level.INFO);
    lines.logger.addAppender(lines);
    return lines;
  }

  /// Captures all events of any level, instead of the console.
  public static LogLines everything() {
    LogLines lines = new LogLines(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.TRACE);
    lines.logger.iteratorForAppenders().forEachRemaining(lines.replaced::add);
    lines.replaced.forEach(lines.logger::detachAppender);
    lines.logger.addAppender(lines);
    return lines;
  }

  public List<ILoggingEvent> events() {
    return List.copyOf(events);
  }

  /// The messages only.
  public List<String> messages() {
    return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /// All parts of each event that a log line may contain.
  public List<String> wholeLines() {
    return events.stream()
        .map(
            event ->
                event.getFormattedMessage()
                    + " "
                    + event.getKeyValuePairs()
                    + " "
                    + event.getMDCPropertyMap())
        .toList();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    events.add(event);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    replaced.forEach(logger::addAppender);
    logger.setLevel(levelBefore);
    stop();
  }
}
