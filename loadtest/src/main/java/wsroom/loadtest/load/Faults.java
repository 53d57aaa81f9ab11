package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How often each fault was seen, with the first examples. Confined to one thread at a time.
public final class Faults {
  private static final int EXAMPLES_LIMIT = 3;

  private final long[] counts = new long[Fault.values().length];
  private final Map<Fault, List<String>> examples = new EnumMap<>(Fault.class);

  void add(Fault fault, long count) {
    counts[fault.ordinal()] += count;
  }

  void add(Fault fault, String example) {
    add(fault, 1);
    List<String> known = examples.computeIfAbsent(fault, _ -> new ArrayList<>());
    if (known.size() < EXAMPLES_LIMIT) {
      known.add(example);
    }
  }

  void addAll(Faults others) {
    for (Fault fault : Fault.values()) {
      counts[fault.ordinal()] += others.count(fault);
      for (String example : others.examples(fault)) {
        List<String> known = examples.computeIfAbsent(fault, _ -> new ArrayList<>());
        if (known.size() < EXAMPLES_LIMIT) {
          known.add(example);
        }
      }
    }
  }

  public long count(Fault fault) {
    return counts[fault.ordinal()];
  }

  public List<String> examples(Fault fault) {
    return Collections.unmodifiableList(examples.getOrDefault(fault, List.of()));
  }

  public boolean isEmpty() {
    for (long count : counts) {
      if (count != 0) {
        return false;
      }
    }
    return true;
  }
}
