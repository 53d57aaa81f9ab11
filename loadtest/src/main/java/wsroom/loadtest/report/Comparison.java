package wsroom.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import wsroom.loadtest.load.Figure;
import wsroom.loadtest.load.Result;

/// Compares two servers figure by figure: the means of their runs and their ratio.
public record Comparison(String first, String second, int runs, List<Row> rows) {
  public Comparison {
    rows = List.copyOf(rows);
  }

  /// `ratio` is the first server's figure divided by the second's; NaN if undefined.
  public record Row(Figure figure, double first, double second, double ratio) {}

  public static Comparison of(List<Result> first, List<Result> second) {
    List<Row> rows = new ArrayList<>();
    for (Figure figure : first.getFirst().figures()) {
      double one = mean(first, figure.name());
      double other = mean(second, figure.name());
      if (!Double.isNaN(one) && !Double.isNaN(other)) {
        rows.add(new Row(figure, one, other, other == 0 ? Double.NaN : one / other));
      }
    }
    return new Comparison(name(first), name(second), first.size(), rows);
  }

  private static String name(List<Result> runs) {
    return runs.getFirst().plan().target().toString();
  }

  /// NaN if one of the runs lacks the figure.
  private static double mean(List<Result> runs, String name) {
    double sum = 0;
    for (Result run : runs) {
      OptionalDouble value = run.figure(name);
      sum += value.orElse(Double.NaN);
    }
    return sum / runs.size();
  }
}
