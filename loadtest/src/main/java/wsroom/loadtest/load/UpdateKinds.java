package wsroom.loadtest.load;

import java.util.Arrays;
import java.util.List;

/// The kinds of updates of a run, indexed by number.
record UpdateKinds(List<UpdateKind> all) {
  UpdateKinds {
    all = List.copyOf(all);
  }

  int[] shapes() {
    int[] shapes = new int[UpdateHeader.KINDS_LIMIT];
    Arrays.fill(shapes, -1);
    for (UpdateKind kind : all) {
      shapes[kind.number()] = kind.shape();
    }
    return shapes;
  }

  int largestBody() {
    return all.stream().mapToInt(UpdateKind::bodyBytes).max().orElse(UpdateHeader.BYTES);
  }
}
