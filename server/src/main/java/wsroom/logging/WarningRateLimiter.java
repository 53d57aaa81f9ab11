package wsroom.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// Limits the rate of warnings and errors, so that an attack or a lasting fault cannot fill a disk.
/// Of those with the same message template, the first [#MAX_PER_WINDOW] in ten seconds are logged.
/// The next one after that has the number of suppressed ones.
///
/// Thread-safe. The lock guards the counts; nothing is written under it.
final class WarningRateLimiter extends Filter<ILoggingEvent> {
  static final int MAX_PER_WINDOW = 10;
  static final long WINDOW_MILLIS = 10_000;

  /// Templates are constants in code, so a few hundred at most, unless a library builds them.
  private static final int MAX_TEMPLATES = 1000;

  private final Map<String, Window> windows = new HashMap<>();

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      return FilterReply.NEUTRAL;
    }
    int suppressed = count(String.valueOf(event.getMessage()), event.getTimeStamp());
    if (suppressed > 0 && event instanceof LoggingEvent open) {
      open.addKeyValuePair(new KeyValuePair("suppressed", suppressed));
    }
    return suppressed < 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  /// Counts an event.
  ///
  /// @return the number of events suppressed before this one, or -1 if this one is suppressed too
  private synchronized int count(String text, long now) {
    if (windows.size() >= MAX_TEMPLATES && !windows.containsKey(text)) {
      windows.clear();
    }
    var window = windows.computeIfAbsent(text, _ -> new Window(now));
    int suppressed = 0;
    // Time that goes backwards opens a new window too: the clock was set.
    if (Math.abs(now - window.since) >= WINDOW_MILLIS) {
      suppressed = Math.max(0, window.count - MAX_PER_WINDOW);
      window.since = now;
      window.count = 0;
    }
    window.count++;
    return window.count > MAX_PER_WINDOW ? -1 : suppressed;
  }

  private static final class Window {
    private long since;
    private int count;

    Window(long since) {
      this.since = since;
    }
  }
}
