package wsroom.loadtest.load;

import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// The result of a run.
///
/// @param latency in microseconds, from the scheduled send time
/// @param notes observations, in sentences
/// @param warnings about the validity of the figures, in sentences
public record Result(
    Plan plan,
    List<Figure> figures,
    Histogram latency,
    Histogram handshakes,
    List<Sample> samples,
    List<RampStep> steps,
    Faults faults,
    boolean membershipAnnounced,
    List<String> notes,
    List<String> warnings) {
  public Result {
    figures = List.copyOf(figures);
    samples = List.copyOf(samples);
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  /// Whether no fault was found.
  public boolean passed() {
    return faults.isEmpty();
  }

  public OptionalDouble figure(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .mapToDouble(Figure::value)
        .findFirst();
  }
}
