package wsroom.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Formats log events as text lines: `2026-01-02T03:04:05.678Z INFO session joined room=plaza
/// alias=7`. Only a stack trace takes more lines.
final class TextLineEncoder extends LineEncoder {
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final char ZERO_WIDTH_JOINER = '\u200d';

  @Override
  String line(ILoggingEvent event) {
    var line = new StringBuilder(120);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ');
    pad(line, event.getLevel().toString(), 6);
    String logger = event.getLoggerName();
    pad(line, logger.substring(logger.lastIndexOf('.') + 1), 9);
    appendPrintable(line, event.getFormattedMessage());
    for (var pair : pairs(event)) {
      line.append(' ').append(pair.key).append('=');
      appendValue(line, String.valueOf(pair.value));
    }
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static void pad(StringBuilder line, String text, int width) {
    line.append(text).repeat(' ', Math.max(1, width - text.length()));
  }

  /// Quotes a value that could read as several fields: a room's id may be `plaza operator=ann`.
  private static void appendValue(StringBuilder line, String value) {
    if (!value.isEmpty() && value.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=')) {
      appendPrintable(line, value);
      return;
    }
    line.append('"');
    appendPrintable(line, value.replace("\\", "\\\\").replace("\"", "\\\""));
    line.append('"');
  }

  /// Messages may contain text from clients, which must neither end the line nor control a
  /// terminal.
  private static void appendPrintable(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(isPrintable(c) ? c : '?');
    }
  }

  private static boolean isPrintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      // Direction marks, which make a line read as another one. A joiner is part of many emoji.
      case Character.FORMAT -> c == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }
}
