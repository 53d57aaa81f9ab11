package wsroom.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/// The configuration of Logback before [Logging#start], and in tests: warnings as text. Logback
/// finds it as a service, which avoids a search for configuration files and an XML parser at the
/// start.
public final class QuietDefaults extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var lines = new TextLineEncoder();
    lines.setContext(context);
    lines.start();
    var output = new ConsoleAppender<ILoggingEvent>();
    output.setContext(context);
    output.setEncoder(lines);
    output.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(output);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
