import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Adds the result of a mutation test to those of earlier ones, and prints the score of each
/// package. A run may change a few classes only: the last result of each class counts.
///
///     java tools/MutationScore.java target/pit-reports/mutations.csv target/mutations.csv
class MutationScore {
  private static final Set<String> NOTICED =
      Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR");

  /// A line of PIT's report: file, class, mutator, method, line, status, test.
  private record Mutant(String row) {
    String field(int index) {
      return row.split(",", -1)[index];
    }

    /// Its class, with those nested in it.
    String type() {
      return field(1).replaceAll("\\$.*", "");
    }

    /// Its package, without the subpackages of `wsroom.room` and its like.
    String group() {
      String[] parts = type().split("\\.");
      return parts.length > 2 ? parts[0] + "." + parts[1] : parts[0];
    }

    boolean noticed() {
      return NOTICED.contains(field(5));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path report = Path.of(arguments[0]);
    Path all = Path.of(arguments[1]);
    List<Mutant> latest = read(report);
    Set<String> changed = latest.stream().map(Mutant::type).collect(Collectors.toSet());
    List<Mutant> mutants = new ArrayList<>(latest);
    read(all).stream().filter(old -> !changed.contains(old.type())).forEach(mutants::add);
    Files.write(all, mutants.stream().map(Mutant::row).sorted().toList());

    Map<String, List<Mutant>> groups =
        mutants.stream()
            .collect(Collectors.groupingBy(Mutant::group, TreeMap::new, Collectors.toList()));
    groups.forEach(
        (group, members) -> {
          long noticed = members.stream().filter(Mutant::noticed).count();
          long types = members.stream().map(Mutant::type).distinct().count();
          System.out.printf(
              "%-20s %3d %%  %d of %d mutants noticed, %d classes%n",
              group, 100 * noticed / members.size(), noticed, members.size(), types);
        });
    System.out.println("Survivors: grep -e SURVIVED -e NO_COVERAGE " + all);
  }

  private static List<Mutant> read(Path file) throws Exception {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(Mutant::new).toList()
        : List.of();
  }
}
