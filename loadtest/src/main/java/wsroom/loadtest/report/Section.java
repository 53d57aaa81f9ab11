package wsroom.loadtest.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import wsroom.loadtest.load.Figure;

/// What figures are about. People get them under headings that say what they mean.
enum Section {
  TRAFFIC("Traffic", "what the peers said, and what reached the others", ".*"),
  LATENCY(
      "Latency",
      "from when an update was due to be sent until it was read",
      "(latency|usual|stall)_.*"),
  HANDSHAKE(
      "Handshakes",
      "from connecting to the welcome, without the peer's own signing",
      "(handshake|joins)_.*"),
  SERVER(
      "The server's process",
      "as the kernel counts it, while it was measured",
      "(cpu|reads|writes|resident|kb)_.*"),
  TOOL("This tool", "near 100 % its own slowness is in the figures", "tool_.*");

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

  /// What no other section claims is of the traffic.
  private static Section of(Figure figure) {
    return Arrays.stream(values())
        .filter(section -> section != TRAFFIC && figure.name().matches(section.names))
        .findFirst()
        .orElse(TRAFFIC);
  }

  /// Things that have a figure, by section, in the order in which they come.
  static <T> Map<Section, List<T>> split(List<T> things, Function<T, Figure> figure) {
    return things.stream()
        .collect(
            Collectors.groupingBy(
                thing -> of(figure.apply(thing)), TreeMap::new, Collectors.toList()));
  }
}
