package wsroom.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a PromQL query names: metrics, the labels they must have, and the labels that it groups by.
///
/// Finds names by their form only, which suffices for queries that [MonitoringTest] checks.
///
/// @param groups the labels in `by`, `on` and the like
record PromQuery(List<Selector> selectors, Set<String> groups) {
  private static final Set<String> OPERATORS =
      Set.of("and", "or", "unless", "bool", "offset", "sum", "min", "max", "avg", "count");
  private static final Set<String> GROUPINGS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w.\"])([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)}|\\(([^()]*)\\)|(\\())?");
  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  /// A metric and the values that a label of it must have.
  record Selector(String metric, List<Label> labels) {}

  /// @param values that a query asks for; empty if any value will do
  record Label(String name, List<String> values) {}

  static PromQuery parse(String query) {
    List<Selector> selectors = new ArrayList<>();
    Set<String> groups = new HashSet<>();
    collect(RANGE.matcher(query).replaceAll(""), selectors, groups);
    return new PromQuery(selectors, groups);
  }

  private static void collect(String query, List<Selector> selectors, Set<String> groups) {
    Matcher names = NAME.matcher(query);
    while (names.find()) {
      String name = names.group(1);
      String arguments = names.group(3);
      if (GROUPINGS.contains(name) && arguments != null) {
        groups.addAll(List.of(arguments.trim().split("\\s*,\\s*", -1)));
      } else if (arguments != null) {
        collect(arguments, selectors, groups);
      } else if (names.group(4) == null && !OPERATORS.contains(name)) {
        String braces = names.group(2);
        selectors.add(new Selector(name, labels(braces == null ? "" : braces)));
      }
    }
  }

  private static List<Label> labels(String braces) {
    List<Label> labels = new ArrayList<>();
    Matcher matchers = MATCHER.matcher(braces);
    while (matchers.find()) {
      List<String> values =
          switch (matchers.group(2)) {
            case "=" -> List.of(matchers.group(3));
            case "=~" -> List.of(matchers.group(3).split("\\|", -1));
            default -> List.of();
          };
      labels.add(new Label(matchers.group(1), values));
    }
    return labels;
  }
}
