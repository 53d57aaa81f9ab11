package wsroom.loadtest.report;

import java.util.Locale;

/// Figures as people read them: three digits that count, thousands apart.
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
    // 0.00031 must not look like nothing.
    int decimals = size >= 0.1 ? 3 : Math.min(1 - (int) Math.floor(Math.log10(size)), 6);
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /// A share of one as percent; what is almost all is not called all.
  static String percent(double share) {
    double percent = share * 100;
    String text = String.format(Locale.ROOT, "%.2f %%", percent);
    return text.equals("100.00 %") && share < 1 ? "> 99.99 %" : text;
  }
}
