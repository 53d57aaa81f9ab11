package wsroom.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// One axis of a plot: the scale and its ticks.
///
/// @param place maps a value to its position, from 0, the start, to 1, the end
record Axis(String label, DoubleUnaryOperator place, List<Tick> ticks) {
  private static final int TICKS_WANTED = 5;
  private static final String[] PREFIXES = {"", " k", " M", " G"};

  record Tick(double value, String label) {}

  /// From 0 to at least `most`.
  static Axis linear(String label, double most) {
    double top = most > 0 ? most : 1;
    double step = stepFor(top / TICKS_WANTED);
    double end = Math.ceil(top / step - 1e-9) * step;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i * step <= end * (1 + 1e-9); i++) {
      ticks.add(new Tick(i * step, text(i * step)));
    }
    return new Axis(label, value -> value / end, ticks);
  }

  /// From 0 to exactly `end`.
  static Axis upTo(String label, double end) {
    Axis wider = linear(label, end);
    List<Tick> within = wider.ticks.stream().filter(tick -> tick.value <= end * 1.001).toList();
    return new Axis(label, value -> value / end, within);
  }

  /// Powers of ten that include both values.
  static Axis logarithmic(String label, double least, double most) {
    int from = (int) Math.floor(Math.log10(Math.max(least, 1e-3)));
    int to = Math.max(from + 1, (int) Math.ceil(Math.log10(Math.max(most, 1e-3)) - 1e-9));
    List<Tick> ticks = new ArrayList<>();
    for (int power = from; power <= to; power++) {
      ticks.add(new Tick(Math.pow(10, power), text(Math.pow(10, power))));
    }
    double floor = Math.pow(10, from);
    return new Axis(
        label, value -> (Math.log10(Math.max(value, floor)) - from) / (to - from), ticks);
  }

  /// Percentiles on a scale on which each further nine takes equal space.
  static Axis percentiles(String label) {
    int nines = 4;
    List<Tick> ticks =
        List.of(
            new Tick(0, "0"),
            new Tick(50, "50"),
            new Tick(90, "90"),
            new Tick(99, "99"),
            new Tick(99.9, "99.9"),
            new Tick(99.99, "99.99"));
    double least = Math.pow(10, -nines);
    return new Axis(
        label, percentile -> -Math.log10(Math.max(1 - percentile / 100, least)) / nines, ticks);
  }

  /// 1, 2 or 5 times a power of ten.
  private static double stepFor(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String text(double value) {
    int prefix = 0;
    double rest = value;
    while (rest >= 1_000 && prefix < PREFIXES.length - 1) {
      rest /= 1_000;
      prefix++;
    }
    String digits = String.format(Locale.ROOT, "%.3f", rest);
    return digits.replaceAll("\\.?0+$", "") + PREFIXES[prefix];
  }
}
