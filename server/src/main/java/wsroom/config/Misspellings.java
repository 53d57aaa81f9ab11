package wsroom.config;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Finds variables that look like misspelt settings, which would otherwise be ignored silently.
final class Misspellings {
  private static final int MIN_LENGTH = 7;
  private static final int MAX_EDITS = 2;

  private Misspellings() {}

  static List<String> among(Collection<String> variables, List<Setting> settings) {
    var names = settings.stream().map(Setting::name).collect(Collectors.toSet());
    return variables.stream()
        .filter(variable -> variable.length() >= MIN_LENGTH && !names.contains(variable))
        .sorted()
        .flatMap(
            variable ->
                settings.stream()
                    .filter(setting -> resembles(variable, setting.name()))
                    .limit(1)
                    .map(
                        setting ->
                            variable + " is not a setting: did you mean " + setting.name() + "?"))
        .toList();
  }

  private static boolean resembles(String variable, String name) {
    // The first letters are seldom wrong, and checking them avoids nearly all comparisons.
    return variable.regionMatches(true, 0, name, 0, 3)
        && Math.abs(variable.length() - name.length()) <= MAX_EDITS
        && edits(variable, name) <= MAX_EDITS;
  }

  /// The Levenshtein distance.
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
