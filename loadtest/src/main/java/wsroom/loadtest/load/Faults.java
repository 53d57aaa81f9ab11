package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Counts of each fault, with the first distinct examples. Confined to one thread at a time.
public final class Faults {
  private static final int EXAMPLES_LIMIT = 3;

  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private final Map<Fault, List<String>> examples = new EnumMap<>(Fault.class);

  void add(Fault fault, long count) {
    if (count != 0) {
      counts.merge(fault, count, Long::sum);
    }
  }

  void add(Fault fault, String example) {
    add(fault, 1);
    remember(fault, example);
  }

  void addAll(Faults others) {
    for (Fault fault : Fault.values()) {
      add(fault, others);
    }
  }

  /// Adds the occurrences of one fault.
  void add(Fault fault, Faults others) {
    add(fault, others.count(fault));
    others.examples(fault).forEach(example -> remember(fault, example));
  }

  private void remember(Fault fault, String example) {
    List<String> known = examples.computeIfAbsent(fault, _ -> new ArrayList<>());
    if (known.size() < EXAMPLES_LIMIT && !known.contains(example)) {
      known.add(example);
    }
  }

  public long count(Fault fault) {
    return counts.getOrDefault(fault, 0L);
  }

  public List<String> examples(Fault fault) {
    return Collections.unmodifiableList(examples.getOrDefault(fault, List.of()));
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /// All faults in one line.
  String summary() {
    return Arrays.stream(Fault.values())
        .filter(fault -> count(fault) > 0)
        .map(this::summary)
        .collect(Collectors.joining("; "));
  }

  private String summary(Fault fault) {
    String example =
        examples(fault).stream().findFirst().map(first -> " (" + first + ")").orElse("");
    return "%,d %s%s".formatted(count(fault), fault.explanation(), example);
  }
}
