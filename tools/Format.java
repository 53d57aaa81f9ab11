import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Holds the project's Java sources to google-java-format. `check` names the files that differ and
/// fails; `write` formats them. Maven's formatter plugins run inside Maven's own JVM, which may be
/// older than the sources' language, so the build starts this with the JDK that it compiles with.
class Format {
  private static final int COLUMNS = 100;

  public static void main(String[] arguments) throws Exception {
    boolean write = arguments.length == 1 && arguments[0].equals("write");
    Formatter formatter = new Formatter();
    int differing = 0;
    for (Path source : sources()) {
      String text = Files.readString(source);
      String formatted =
          formatter.formatSource(
              ImportOrderer.reorderImports(
                  RemoveUnusedImports.removeUnusedImports(wrapDocs(text)), Style.GOOGLE));
      if (formatted.equals(text)) {
        continue;
      }
      differing++;
      System.out.println((write ? "formatted " : "not formatted: ") + source);
      if (write) {
        Files.writeString(source, formatted);
      }
    }
    if (differing > 0 && !write) {
      System.out.println("To format them: mvn -N validate -Dformat=write");
      System.exit(1);
    }
  }

  /// Breaks documentation lines that are too long, which the formatter would take for plain
  /// comments and break with two slashes. What does not fit goes to the front of the paragraph's
  /// next line.
  private static String wrapDocs(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int slashes = line.indexOf("/// ");
      int space = line.length() <= COLUMNS ? -1 : line.lastIndexOf(' ', COLUMNS);
      if (slashes < 0 || !line.substring(0, slashes).isBlank() || space <= slashes + 4) {
        continue;
      }
      String prefix = line.substring(0, slashes + 4);
      String rest = line.substring(space + 1);
      lines.set(i, line.substring(0, space));
      String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
      if (next.startsWith(prefix) && Character.isLetter(next.charAt(prefix.length()))) {
        lines.set(i + 1, prefix + rest + " " + next.substring(prefix.length()));
      } else {
        lines.add(i + 1, prefix + rest);
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<Path> sources() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of("."))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(
              file ->
                  !file.toString().contains("/target/")
                      && !file.toString().contains("/node_modules/"))
          .sorted()
          .toList();
    }
  }
}
