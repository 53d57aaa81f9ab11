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

/// Reads settings from the environment, and collects their declarations and problems. An invalid
/// setting reads as its default, so that one pass finds all problems.
///
/// An empty variable counts as not set, as container tools mean it.
///
/// Confined to the reading thread.
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

  int number(String name, int defaultValue, Range allowed, String unit, String description) {
    var setting =
        plain(name, description, unit, Integer.toString(defaultValue), allowed.toString());
    return (int)
        read(setting, (long) defaultValue, text -> wholeNumber(text).filter(allowed::contains))
            .longValue();
  }

  /// An optional number.
  Optional<Integer> optionalNumber(String name, Range allowed, String unit, String description) {
    return find(
        plain(name, description, unit, "", allowed.toString()),
        text -> wholeNumber(text).filter(allowed::contains).map(Long::intValue));
  }

  int bytes(String name, int defaultValue, Range allowed, String description) {
    return number(name, defaultValue, allowed, "bytes", description);
  }

  /// A time in milliseconds, decimals included.
  Duration milliseconds(String name, long defaultValue, Range allowed, String description) {
    var setting = plain(name, description, "ms", Long.toString(defaultValue), allowed.toString());
    return read(setting, Duration.ofMillis(defaultValue), text -> duration(text, allowed));
  }

  Duration seconds(String name, long defaultValue, Range allowed, String description) {
    var setting = plain(name, description, "s", Long.toString(defaultValue), allowed.toString());
    return read(
        setting,
        Duration.ofSeconds(defaultValue),
        text -> wholeNumber(text).filter(allowed::contains).map(Duration::ofSeconds));
  }

  /// One of an enum's constants, written in lower case with dashes, read in any case.
  <E extends Enum<E>> E choice(String name, E defaultValue, String description) {
    E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
    String allowed =
        Arrays.stream(constants)
            .map(SettingsReader::spelled)
            .collect(joining(", "))
            .replaceFirst(", ([^,]*)$", " or $1");
    var setting = plain(name, description, "", spelled(defaultValue), allowed);
    return read(setting, defaultValue, text -> constant(constants, text));
  }

  /// A text that matches a pattern as a whole.
  String text(String name, String defaultValue, Pattern shape, String allowed, String description) {
    var setting = plain(name, description, "", defaultValue, allowed);
    return read(setting, defaultValue, text -> matching(text, shape));
  }

  /// An optional text.
  Optional<String> optionalText(String name, Pattern shape, String allowed, String description) {
    return find(plain(name, description, "", "", allowed), text -> matching(text, shape));
  }

  /// An optional file, of which only the path is checked here.
  Optional<Path> optionalFile(String name, String description) {
    return find(
        plain(name, description, "", "", "a file's path"),
        text -> {
          try {
            return Optional.of(Path.of(text));
          } catch (InvalidPathException e) {
            return Optional.empty();
          }
        });
  }

  /// An optional text that is never shown.
  Optional<Secret> secret(String name, Pattern shape, String allowed, String description) {
    return find(
        hidden(name, description, "", allowed), text -> matching(text, shape).map(Secret::new));
  }

  /// Any other kind of value.
  ///
  /// @param parse returns empty for an invalid text
  <T> T read(Setting setting, T defaultValue, Function<String, Optional<T>> parse) {
    return find(setting, parse).orElse(defaultValue);
  }

  /// Any other kind of optional value.
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

  Setting plain(String name, String description, String unit, String defaultValue, String allowed) {
    return new Setting(group, name, description, unit, defaultValue, allowed, false);
  }

  /// A setting whose value is never shown: it is a secret, or may contain one.
  Setting hidden(String name, String description, String defaultValue, String allowed) {
    return new Setting(group, name, description, "", defaultValue, allowed, true);
  }

  /// Whether the environment has a value for a setting, valid or not.
  boolean isSet(String name) {
    return !environment.getOrDefault(name, "").isBlank();
  }

  /// Checks a condition between several settings.
  void require(boolean isMet, String problem) {
    if (!isMet) {
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
    return Optional.of(read).filter(allowed::containsMillis);
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
