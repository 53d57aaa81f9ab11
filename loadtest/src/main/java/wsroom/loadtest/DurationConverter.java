package wsroom.loadtest;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Parses `150ms`, `10s`, `2m`; a plain number is in seconds.
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m)?");

  @Override
  public Duration convert(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("a duration is 150ms, 10s or 2m, was \"" + text + "\"");
    }
    double amount = Double.parseDouble(matcher.group(1));
    double millis =
        switch (String.valueOf(matcher.group(2))) {
          case "ms" -> amount;
          case "m" -> amount * 60_000;
          default -> amount * 1_000;
        };
    return Duration.ofMillis(Math.round(millis));
  }
}
