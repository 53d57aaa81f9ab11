package wsroom.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// Keeps an attack, or a fault that goes on, from filling a disk: of warnings and errors with the
/// same text before its parameters are filled in, the first few in ten seconds are logged. The next
/// one after that says how many were left out.
///
/// Its state is guarded by its own lock, under which nothing is written.
final class WarningRateLimiter extends Filter<ILoggingEvent> {
  static final int MOST_IN_A_WINDOW = 10;
  static final long WINDOW_MILLIS = 10_000;

  /// Texts are constants in code, so a few hundred at most, unless a library builds them.
  private static final int MOST_TEXTS = 1000;

  private final Map<String, Window> windows = new HashMap<>();

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      return FilterReply.NEUTRAL;
    }
    int leftOut = count(String.valueOf(event.getMessage()), event.getTimeStamp());
    if (leftOut > 0 && event instanceof LoggingEvent open) {
      open.addKeyValuePair(new KeyValuePair("suppressed", leftOut));
    }
    return leftOut < 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  /// Counts one.
  ///
  /// @return how many were left out before this one, or -1 where this one is left out too
  private synchronized int count(String text, long now) {
    if (windows.size() >= MOST_TEXTS && !windows.containsKey(text)) {
      windows.clear();
    }
    var window = windows.computeIfAbsent(text, _ -> new Window(now));
    int leftOut = 0;
    // Time that runs backwards opens a new window too: a clock was set.
    if (Math.abs(now - window.since) >= WINDOW_MILLIS) {
      leftOut = Math.max(0, window.count - MOST_IN_A_WINDOW);
      window.since = now;
      window.count = 0;
    }
    window.count++;
    return window.count > MOST_IN_A_WINDOW ? -1 : leftOut;
  }

  private static final class Window {
    private long since;
    private int count;

    Window(long since) {
      this.since = since;
    }
  }
}
