package wsroom.operator;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JsonGenerator;

/// The option `--for` of kicks and closures.
final class TimedOption {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Converter.class,
      description = "how long joins are rejected, such as 30s, 10m, 2h or 7d (default: not at all)")
  private @Nullable Duration time;

  void write(JsonGenerator json) {
    if (time != null) {
      json.writeNumberProperty("durationSeconds", time.toSeconds());
    }
  }

  /// The result of such an action, after its subject.
  static String outcome(Json answer) {
    long sessions = answer.get("sessionsEnded").number();
    String until = Figures.time(answer.get("until").text());
    return (sessions == 1 ? "1 session" : sessions + " sessions")
        + " ended"
        + (until.isEmpty() ? "" : ", no joins until " + until);
  }

  /// Parses `30s`, `10m`, `2h`, `7d`; a plain number is in seconds.
  static final class Converter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,8})([smhd]?)");

    @Override
    public Duration convert(String text) {
      Matcher time = TIME.matcher(text);
      if (!time.matches()) {
        throw new TypeConversionException("a time is 30s, 10m, 2h or 7d, was \"" + text + "\"");
      }
      long amount = Long.parseLong(time.group(1));
      return switch (time.group(2)) {
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        case "d" -> Duration.ofDays(amount);
        default -> Duration.ofSeconds(amount);
      };
    }
  }
}
