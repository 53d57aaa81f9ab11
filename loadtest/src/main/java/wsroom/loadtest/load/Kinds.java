package wsroom.loadtest.load;

import java.util.Arrays;
import java.util.List;

/// The kinds of updates of a run, each at its number.
record Kinds(List<Kind> all) {
  Kinds {
    all = List.copyOf(all);
  }

  int[] shapes() {
    int[] shapes = new int[UpdateHeader.KINDS_LIMIT];
    Arrays.fill(shapes, -1);
    for (Kind kind : all) {
      shapes[kind.number()] = kind.shape();
    }
    return shapes;
  }

  int largestBody() {
    return all.stream().mapToInt(Kind::bodyBytes).max().orElse(UpdateHeader.BYTES);
  }
}
