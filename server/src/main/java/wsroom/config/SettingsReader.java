package wsroom.config;

import static java.util.stream.Collectors.joining;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads settings from the environment, and notes each one that is asked for and what is wrong with
/// it. A wrong setting reads as its default, so that one pass finds everything that is wrong.
///
/// An empty variable counts as one that is not set, which is how container tools write "none".
///
/// Confined to the thread that reads.
final class SettingsReader {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern MILLISECONDS = Pattern.compile("([0-9]{1,12})(?:\\.([0-9]{1,6}))?");
  private static final String NO_NANOS = "000000";
  private static final int SHOWN_LENGTH = 80;

  private final Map<String, String> environment;
  private final List<Setting> settings = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private String group = "";

  SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Puts the settings from here on under this heading.
  void group(String heading) {
    group = heading;
  }

  List<Setting> settings() {
    return List.copyOf(settings);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  int number(String name, int byDefault, Range allowed, String unit, String says) {
    var setting = plain(name, says, unit, Integer.toString(byDefault), allowed.toString());
    return (int)
        read(setting, (long) byDefault, text -> wholeNumber(text).filter(allowed::holds))
            .longValue();
  }

  /// A number that need not be there.
  Optional<Integer> optionalNumber(String name, Range allowed, String unit, String says) {
    return find(
        plain(name, says, unit, "", allowed.toString()),
        text -> wholeNumber(text).filter(allowed::holds).map(Long::intValue));
  }

  int bytes(String name, int byDefault, Range allowed, String says) {
    return number(name, byDefault, allowed, "bytes", says);
  }

  /// A time in milliseconds, decimals included.
  Duration milliseconds(String name, long byDefault, Range allowed, String says) {
    var setting = plain(name, says, "ms", Long.toString(byDefault), allowed.toString());
    return read(setting, Duration.ofMillis(byDefault), text -> duration(text, allowed));
  }

  Duration seconds(String name, long byDefault, Range allowed, String says) {
    var setting = plain(name, says, "s", Long.toString(byDefault), allowed.toString());
    return read(
        setting,
        Duration.ofSeconds(byDefault),
        text -> wholeNumber(text).filter(allowed::holds).map(Duration::ofSeconds));
  }

  /// One of an enum's constants, written in lower case with dashes, read in any case.
  <E extends Enum<E>> E choice(String name, E byDefault, String says) {
    E[] constants = byDefault.getDeclaringClass().getEnumConstants();
    String allowed =
        Arrays.stream(constants)
            .map(SettingsReader::spelled)
            .collect(joining(", "))
            .replaceFirst(", ([^,]*)$", " or $1");
    var setting = plain(name, says, "", spelled(byDefault), allowed);
    return read(setting, byDefault, text -> constant(constants, text));
  }

  /// A text that matches as a whole.
  String text(String name, String byDefault, Pattern shape, String allowed, String says) {
    var setting = plain(name, says, "", byDefault, allowed);
    return read(setting, byDefault, text -> matching(text, shape));
  }

  /// A text that need not be there.
  Optional<String> optionalText(String name, Pattern shape, String allowed, String says) {
    return find(plain(name, says, "", "", allowed), text -> matching(text, shape));
  }

  /// A file that need not be named, and of which nothing but its name is looked at here.
  Optional<Path> optionalFile(String name, String says) {
    return find(
        plain(name, says, "", "", "a file's path"),
        text -> {
          try {
            return Optional.of(Path.of(text));
          } catch (InvalidPathException e) {
            return Optional.empty();
          }
        });
  }

  /// A text that need not be there, and that nothing ever shows.
  Optional<Secret> secret(String name, Pattern shape, String allowed, String says) {
    return find(hidden(name, says, "", allowed), text -> matching(text, shape).map(Secret::new));
  }

  /// Any other kind of value.
  ///
  /// @param parse gives nothing for a text that is not allowed
  <T> T read(Setting setting, T byDefault, Function<String, Optional<T>> parse) {
    return find(setting, parse).orElse(byDefault);
  }

  /// Any other kind of value that need not be there.
  <T> Optional<T> find(Setting setting, Function<String, Optional<T>> parse) {
    if (settings.stream().anyMatch(other -> other.name().equals(setting.name()))) {
      throw new IllegalStateException(setting.name() + " is declared twice");
    }
    settings.add(setting);
    String text = environment.getOrDefault(setting.name(), "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value = parse.apply(text);
    if (value.isEmpty()) {
      String shown = setting.secret() ? "something else (not shown)" : quoted(text);
      problems.add(setting.name() + " must be " + setting.allowed() + ", was " + shown);
    }
    return value;
  }

  Setting plain(String name, String says, String unit, String byDefault, String allowed) {
    return new Setting(group, name, says, unit, byDefault, allowed, false);
  }

  /// A setting whose value nothing ever shows: it is a secret, or may hold one.
  Setting hidden(String name, String says, String byDefault, String allowed) {
    return new Setting(group, name, says, "", byDefault, allowed, true);
  }

  /// Whether the environment says anything for a setting, right or wrong.
  boolean isSet(String name) {
    return !environment.getOrDefault(name, "").isBlank();
  }

  /// What only shows when settings are seen together.
  void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  static Optional<Long> wholeNumber(String text) {
    return WHOLE_NUMBER.matcher(text).matches()
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  private static Optional<Duration> duration(String text, Range allowed) {
    Matcher milliseconds = MILLISECONDS.matcher(text);
    if (!milliseconds.matches()) {
      return Optional.empty();
    }
    String fraction = Objects.requireNonNullElse(milliseconds.group(2), "");
    long nanos = Long.parseLong(fraction + NO_NANOS.substring(fraction.length()));
    Duration read = Duration.ofMillis(Long.parseLong(milliseconds.group(1))).plusNanos(nanos);
    return Optional.of(read).filter(allowed::holdsMillis);
  }

  private static <E extends Enum<E>> Optional<E> constant(E[] constants, String text) {
    return Arrays.stream(constants)
        .filter(constant -> spelled(constant).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<String> matching(String text, Pattern shape) {
    return shape.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  /// Keeps an error on one line of a terminal, whatever the variable holds.
  private static String quoted(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return "\""
        + (line.length() > SHOWN_LENGTH ? line.substring(0, SHOWN_LENGTH) + "…" : line)
        + "\"";
  }
}
