package wsroom.loadtest.report;

import java.util.Locale;

/// Number formatting: three significant digits, grouped thousands.
final class Numbers {
  private Numbers() {}

  static String text(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value == Math.rint(value) || size >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 100) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    if (size >= 10) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    // 0.00031 must not be shown as 0.
    int decimals = size >= 0.1 ? 3 : Math.min(1 - (int) Math.floor(Math.log10(size)), 6);
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /// A fraction as percent; a fraction below 1 is never shown as 100 %.
  static String percent(double share) {
    double percent = share * 100;
    String text = String.format(Locale.ROOT, "%.2f %%", percent);
    return text.equals("100.00 %") && share < 1 ? "> 99.99 %" : text;
  }
}
