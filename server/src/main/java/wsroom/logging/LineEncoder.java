package wsroom.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// Formats a log event as a line.
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] EMPTY = {};

  abstract String line(ILoggingEvent event);

  static List<KeyValuePair> pairs(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null ? List.of() : pairs;
  }

  @Override
  public final byte[] encode(ILoggingEvent event) {
    return line(event).getBytes(UTF_8);
  }

  @Override
  public final byte[] headerBytes() {
    return EMPTY;
  }

  @Override
  public final byte[] footerBytes() {
    return EMPTY;
  }
}
