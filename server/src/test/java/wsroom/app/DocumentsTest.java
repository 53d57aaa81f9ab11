package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wsroom.metrics.MeterName;

/// Holds the documents to the code: each type, test and metric that they name in backticks exists,
/// and so does each file and heading that they link to. Each document is linked from another one.
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> SOURCES =
      List.of("server/src", "auth-chain/src", "envfile/src", "loadtest/src", "proto/src");

  /// Names of the JDK, of libraries, of HTTP and of files.
  private static final Set<String> FOREIGN =
      Set.of(
          "Authorization",
          "Date",
          "Dockerfile",
          "EnvironmentFile",
          "Error",
          "HdrHistogram",
          "MemoryDenyWriteExecute",
          "NaN",
          "NioTcpServer",
          "NioTcpServerHandle",
          "OutOfMemoryError",
          "ServerSocketChannel",
          "XnioWorker");

  private static final Pattern BLOCK = Pattern.compile("(?s)```.*?```");
  private static final Pattern NAME =
      Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:[.](\\w+))?(?:\\(\\))?`");
  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:class|record|enum|interface|message)\\s+(\\w+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern METRIC = Pattern.compile("`((?:ws_room|dcl_ws)_\\w+)");

  /// Folders with documents: these alone, and `docs` with all that is in it.
  private static final List<String> FOLDERS =
      List.of("", "auth-chain", "deploy", "interop", "loadtest", "web-tests");

  @Test
  void everyTypeAndMemberThatDocumentsNameExists() throws IOException {
    Map<String, String> sourceByType = sourceByType();
    List<String> missing = new ArrayList<>();
    for (Path document : documents()) {
      Matcher names = NAME.matcher(prose(document));
      while (names.find()) {
        String type = names.group(1);
        String member = names.group(2);
        String source = sourceByType.get(type);
        boolean known =
            FOREIGN.contains(type)
                || (source != null && (member == null || declares(source, member)));
        if (!known) {
          missing.add(document + ": " + names.group());
        }
      }
    }

    assertThat(missing).as("names without a type or member of the code").isEmpty();
  }

  @Test
  void everyFileAndHeadingThatDocumentsLinkToExists() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher links = LINK.matcher(prose(document));
      while (links.find()) {
        String link = links.group(1);
        if (!link.contains("://") && !exists(document, link)) {
          broken.add(document + ": " + link);
        }
      }
    }

    assertThat(broken).as("links to nothing").isEmpty();
  }

  @Test
  void everyDocumentIsLinkedFromAnother() throws IOException {
    Set<Path> linked = new HashSet<>();
    for (Path document : documents()) {
      Matcher links = LINK.matcher(prose(document));
      while (links.find()) {
        String file = links.group(1).replaceFirst("#.*", "");
        Path target = document.resolveSibling(Path.of(file)).normalize();
        if (!file.isEmpty() && !target.equals(document.normalize())) {
          linked.add(target);
        }
      }
    }

    assertThat(documents().stream().map(Path::normalize))
        .filteredOn(document -> document.startsWith(ROOT.resolve("docs").normalize()))
        .filteredOn(document -> !document.endsWith("README.md"))
        .filteredOn(document -> !document.startsWith(ROOT.resolve("docs/adr").normalize()))
        .allMatch(linked::contains, "is linked from another document");
  }

  @Test
  void everyMetricThatDocumentsNameExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path document : documents()) {
      Matcher names = METRIC.matcher(prose(document));
      while (names.find()) {
        String name = names.group(1);
        if (Arrays.stream(MeterName.values()).noneMatch(meter -> isOf(meter, name))) {
          missing.add(document + ": " + name);
        }
      }
    }

    assertThat(missing).as("names without a metric").isEmpty();
  }

  /// Whether a name is that of a meter, of a part of it, or a prefix of several (`ws_room_ban_`).
  private static boolean isOf(MeterName meter, String name) {
    return meter.id().equals(name)
        || (name.endsWith("_") && meter.id().startsWith(name))
        || (meter.kind() == MeterName.Kind.TIMER
            && name.matches(Pattern.quote(meter.id()) + "_(bucket|sum|count|max)"));
  }

  private static boolean exists(Path document, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? document : document.resolveSibling(Path.of(file)).normalize();
    return Files.exists(target)
        && (hash < 0 || anchors(Files.readString(target)).contains(link.substring(hash + 1)));
  }

  /// The anchors that GitHub gives to headings.
  private static Set<String> anchors(String text) {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> occurrences = new HashMap<>();
    Matcher headings = HEADING.matcher(BLOCK.matcher(text).replaceAll(""));
    while (headings.find()) {
      String anchor =
          headings
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = occurrences.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  private static boolean declares(String source, String member) {
    return Pattern.compile("\\b" + member + "\\b").matcher(source).find();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        documents.addAll(files.filter(file -> isNamed(file, ".md")).toList());
      }
    }
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      documents.addAll(files.filter(file -> isNamed(file, ".md")).toList());
    }
    assertThat(documents).hasSizeGreaterThan(20);
    return documents;
  }

  private static String prose(Path document) throws IOException {
    return BLOCK.matcher(Files.readString(document)).replaceAll("");
  }

  private static Map<String, String> sourceByType() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String folder : SOURCES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(
                file -> isNamed(file, ".java") || isNamed(file, ".js") || isNamed(file, ".proto"))
            .map(DocumentsTest::read)
            .forEach(
                source -> {
                  Matcher declarations = DECLARATION.matcher(source);
                  while (declarations.find()) {
                    sources.merge(declarations.group(1), source, String::concat);
                  }
                });
      }
    }
    return sources;
  }

  private static boolean isNamed(Path file, String ending) {
    return file.getFileName().toString().endsWith(ending);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
