package authchain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The recorded cases of the repository, or of another file of the same format.
final class Vectors {
  private Vectors() {}

  /// @param property the system property that names another file
  static List<JsonTree> load(String property, String resource) throws IOException {
    return JsonTree.parse(text(property, resource)).at("cases").items();
  }

  private static String text(String property, String resource) throws IOException {
    String path = System.getProperty(property);
    if (path != null) {
      return Files.readString(Path.of(path));
    }
    try (InputStream stream = Objects.requireNonNull(Vectors.class.getResourceAsStream(resource))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Prints the summary and the names of failed cases.
  @SuppressWarnings("SystemOut")
  static void report(String what, int cases, List<String> wrong) {
    System.out.println(what + ": " + cases + " cases, " + wrong.size() + " wrong");
    wrong.forEach(name -> System.out.println("  " + name));
  }
}
