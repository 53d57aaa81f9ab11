package wsroom.loadtest.load;

import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// What a run has shown.
///
/// @param latency in microseconds, from the moment that an update was to be sent
/// @param notes what else was seen, in sentences
/// @param warnings about the run itself, in sentences
public record Result(
    Plan plan,
    List<Figure> figures,
    Histogram latency,
    Histogram handshakes,
    List<Sample> samples,
    List<RampStep> steps,
    Faults faults,
    boolean membershipTold,
    List<String> notes,
    List<String> warnings) {
  public Result {
    figures = List.copyOf(figures);
    samples = List.copyOf(samples);
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  /// True if the server did nothing wrong.
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
