package wsroom.loadtest.report;

import java.util.List;
import wsroom.loadtest.load.Result;

/// All runs of one server, or of two that alternated.
///
/// @param servers the counted runs by server, equally many of each
/// @param warmUps runs before them, not counted
public record Outcome(List<List<Result>> servers, List<Result> warmUps) {
  public Outcome {
    servers = servers.stream().map(List::copyOf).toList();
    warmUps = List.copyOf(warmUps);
  }

  /// Whether two servers are compared.
  public boolean isComparison() {
    return servers.size() > 1;
  }

  List<Result> first() {
    return servers.getFirst();
  }

  List<Result> last() {
    return servers.getLast();
  }

  /// The comparison of both servers; for one server, its own means.
  public Comparison comparison() {
    return Comparison.of(first(), last());
  }

  /// Whether the first server had no faults, warm-up included.
  public boolean passed() {
    return first().stream().allMatch(Result::passed)
        && warmUps.stream().limit(1).allMatch(Result::passed);
  }
}
