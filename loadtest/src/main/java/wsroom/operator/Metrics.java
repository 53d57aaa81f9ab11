package wsroom.operator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The samples of a metrics page in Prometheus' text format. Lines that are not understood are
/// skipped, and absent metrics count as 0.
final class Metrics {
  private static final Pattern SAMPLE =
      Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*)(?:\\{(.*)})? +(\\S+)(?: +\\S+)?");
  private static final Pattern LABEL = Pattern.compile("([A-Za-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, List<Sample>> samples = new HashMap<>();

  private record Sample(Map<String, String> labels, double value) {}

  static Metrics parse(String text) {
    Metrics metrics = new Metrics();
    text.lines().forEach(metrics::add);
    return metrics;
  }

  private void add(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (line.startsWith("#") || !sample.matches()) {
      return;
    }
    Map<String, String> labels = new HashMap<>();
    Matcher label = LABEL.matcher(String.valueOf(sample.group(2)));
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    samples
        .computeIfAbsent(sample.group(1), name -> new ArrayList<>())
        .add(new Sample(labels, number(sample.group(3))));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.replace("+Inf", "Infinity"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  boolean has(String name) {
    return samples.containsKey(name);
  }

  double get(String name) {
    return of(name).stream().mapToDouble(Sample::value).sum();
  }

  /// Of the samples with that label.
  double get(String name, String label, String labelValue) {
    return of(name).stream()
        .filter(sample -> labelValue.equals(sample.labels().get(label)))
        .mapToDouble(Sample::value)
        .sum();
  }

  /// The sums by the values of a label, sorted by these.
  NavigableMap<String, Double> by(String name, String label) {
    NavigableMap<String, Double> sums = new TreeMap<>();
    for (Sample sample : of(name)) {
      sums.merge(sample.labels().getOrDefault(label, ""), sample.value(), Double::sum);
    }
    return sums;
  }

  /// The value of a label of the first sample; empty if there is none.
  String label(String name, String label) {
    return of(name).stream()
        .map(sample -> sample.labels().getOrDefault(label, ""))
        .findFirst()
        .orElse("");
  }

  /// The cumulative counts of a histogram by their upper bounds.
  NavigableMap<Double, Double> buckets(String name) {
    NavigableMap<Double, Double> buckets = new TreeMap<>();
    by(name + "_bucket", "le").forEach((bound, count) -> buckets.put(number(bound), count));
    return buckets;
  }

  private List<Sample> of(String name) {
    return samples.getOrDefault(name, List.of());
  }
}
