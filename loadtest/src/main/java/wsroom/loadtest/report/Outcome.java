package wsroom.loadtest.report;

import java.util.List;
import wsroom.loadtest.load.Result;

/// All runs of one server, or of two that took turns.
///
/// @param servers the runs whose figures count, by server; as many of each
/// @param warmUps those before them, whose figures do not
public record Outcome(List<List<Result>> servers, List<Result> warmUps) {
  public Outcome {
    servers = servers.stream().map(List::copyOf).toList();
    warmUps = List.copyOf(warmUps);
  }

  /// True if there are two servers to compare.
  public boolean isComparison() {
    return servers.size() > 1;
  }

  List<Result> first() {
    return servers.getFirst();
  }

  List<Result> last() {
    return servers.getLast();
  }

  /// What the two are to each other; of one server alone, its own means.
  public Comparison comparison() {
    return Comparison.of(first(), last());
  }

  /// True if the first server did nothing wrong, not even while it warmed up.
  public boolean passed() {
    return first().stream().allMatch(Result::passed)
        && warmUps.stream().limit(1).allMatch(Result::passed);
  }
}
