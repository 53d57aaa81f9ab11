package wsroom.loadtest.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import wsroom.loadtest.load.Figure;

/// Sections of a report, with a heading and its meaning.
enum Section {
  TRAFFIC("Traffic", "updates sent by peers, and their deliveries", ".*"),
  LATENCY(
      "Latency", "from the scheduled send of an update to its read", "(latency|usual|stall)_.*"),
  HANDSHAKE(
      "Handshakes",
      "from connect to welcome, without the peer's own signing",
      "(handshake|joins)_.*"),
  SERVER(
      "The server's process",
      "as counted by the kernel during the measurement",
      "(cpu|reads|writes|resident|kb)_.*"),
  TOOL("This tool", "near 100 % the tool itself distorts the figures", "tool_.*");

  private final String heading;
  private final String meaning;
  private final String names;

  /// @param names of its figures, as a regular expression
  Section(String heading, String meaning, String names) {
    this.heading = heading;
    this.meaning = meaning;
    this.names = names;
  }

  String heading() {
    return heading;
  }

  String meaning() {
    return meaning;
  }

  /// The section of a figure; traffic is the default.
  private static Section of(Figure figure) {
    return Arrays.stream(values())
        .filter(section -> section != TRAFFIC && figure.name().matches(section.names))
        .findFirst()
        .orElse(TRAFFIC);
  }

  /// Groups items by section, in their order.
  static <T> Map<Section, List<T>> split(List<T> things, Function<T, Figure> figure) {
    return things.stream()
        .collect(
            Collectors.groupingBy(
                thing -> of(figure.apply(thing)), TreeMap::new, Collectors.toList()));
  }
}
