package wsroom.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Formats log events as one JSON object per line, for log collectors: `time`, `level`, `logger`,
/// `thread`, `message`, the event's own fields, and `stack` for an exception.
final class JsonLineEncoder extends LineEncoder {
  private static final Set<String> RESERVED =
      Set.of("time", "level", "logger", "thread", "message", "stack");

  private final JsonFactory factory = new JsonFactory();

  @Override
  String line(ILoggingEvent event) {
    var line = new StringWriter(200);
    try (var json = factory.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty(
          "time", TextLineEncoder.TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
      json.writeStringProperty("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
      json.writeStringProperty("logger", event.getLoggerName());
      json.writeStringProperty("thread", event.getThreadName());
      json.writeStringProperty("message", event.getFormattedMessage());
      for (var pair : pairs(event)) {
        write(json, pair);
      }
      if (event.getThrowableProxy() != null) {
        json.writeStringProperty("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      json.writeEndObject();
    }
    return line.append('\n').toString();
  }

  private static void write(JsonGenerator json, KeyValuePair pair) {
    json.writeName(RESERVED.contains(pair.key) ? pair.key + "_" : pair.key);
    switch (pair.value) {
      case null -> json.writeNull();
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(pair.value.toString());
    }
  }
}
