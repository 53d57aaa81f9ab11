package wsroom.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Exposes counters under a second name, without the `_total` that the library adds to every
/// counter, for dashboards of the earlier server.
final class LegacyNames {
  private final Map<MeterName, LongSupplier> counters = new LinkedHashMap<>();

  void add(MeterName name, LongSupplier value) {
    counters.put(name, value);
  }

  String scrape() {
    StringBuilder text = new StringBuilder();
    counters.forEach(
        (name, value) ->
            text.append("# HELP ")
                .append(name.bareId())
                .append(' ')
                .append(name.description())
                .append("\n# TYPE ")
                .append(name.bareId())
                .append(" counter\n")
                .append(name.bareId())
                .append(' ')
                .append(value.getAsLong())
                .append('\n'));
    return text.toString();
  }
}
