package wsroom.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// Hears what one class logs, as lines of level, message and fields.
public final class LogTap extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogTap(Logger logger) {
    this.logger = logger;
  }

  public static LogTap on(Class<?> type) {
    LogTap tap = new LogTap((Logger) LoggerFactory.getLogger(type));
    tap.setContext(tap.logger.getLoggerContext());
    tap.start();
    tap.logger.addAppender(tap);
    return tap;
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  protected void append(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(event.getLevel()).append(' ').append(event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      event
          .getKeyValuePairs()
          .forEach(pair -> line.append(' ').append(pair.key).append('=').append(pair.value));
    }
    lines.add(line.toString());
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
