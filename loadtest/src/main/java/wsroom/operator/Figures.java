package wsroom.operator;

import java.time.Duration;
import java.util.Locale;

/// Writes numbers for people.
final class Figures {
  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] COUNTS = {"", "k", "M", "G"};

  private Figures() {}

  static String bytes(double bytes) {
    return scaled(bytes, 1024, SIZES, " ");
  }

  static String count(double count) {
    return scaled(count, 1000, COUNTS, "");
  }

  private static String scaled(double value, int step, String[] units, String gap) {
    double rest = value;
    int unit = 0;
    while (rest >= step && unit < units.length - 1) {
      rest /= step;
      unit++;
    }
    String number =
        unit == 0 || rest >= 100
            ? String.format(Locale.ROOT, "%.0f", rest)
            : String.format(Locale.ROOT, "%.1f", rest);
    return number + gap + units[unit];
  }

  static String millis(double seconds) {
    return Double.isNaN(seconds)
        ? "-"
        : String.format(Locale.ROOT, seconds < 0.01 ? "%.1f ms" : "%.0f ms", seconds * 1000);
  }

  /// A time of the server, to the second.
  static String time(String instant) {
    return instant.replaceFirst("[.][0-9]+Z$", "Z");
  }

  /// Such as `3d 4h`, `4h 5m`, `5m 6s`, `6s`.
  static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds >= 86_400) {
      return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
    }
    if (seconds >= 3600) {
      return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
    }
    return seconds >= 60 ? seconds / 60 + "m " + seconds % 60 + "s" : seconds + "s";
  }
}
