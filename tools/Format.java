import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Holds the project's Java sources to google-java-format. `check` names the files that differ and
/// fails; `write` formats them. Maven's formatter plugins run inside Maven's own JVM, which may be
/// older than the sources' language, so the build starts this with the JDK that it compiles with.
class Format {
  static void main(String[] arguments) throws Exception {
    boolean write = arguments.length == 1 && arguments[0].equals("write");
    Formatter formatter = new Formatter();
    int differing = 0;
    for (Path source : sources()) {
      String text = Files.readString(source);
      String formatted =
          formatter.formatSource(
              ImportOrderer.reorderImports(
                  RemoveUnusedImports.removeUnusedImports(text), Style.GOOGLE));
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
