package wsroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What `SECURITY.md` says of the libraries is what the server is made of.
class DependenciesTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*(?:<!--.*?-->\\s*)?<groupId>([^<]+)</groupId>\\s*"
              + "<artifactId>([^<]+)</artifactId>(.*?)</dependency>",
          Pattern.DOTALL);
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.]*?)(?:\\.Final)?\\.jar");
  private static final Pattern FLOOR =
      Pattern.compile("\\| `([\\w-]+)` \\| ([\\d.]+) \\| (?:CVE|GHSA)-.+", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("`([\\w-]+)`");
  private static final Pattern OWN = Pattern.compile("ws-room-\\w+|auth-chain");

  private static final List<String> MODULES = List.of("server", "auth-chain", "proto");

  @Test
  void eachLibraryHasAReasonAndNoReasonIsLeftOver() throws IOException {
    Set<String> tests = testLibraries();
    Set<String> used = new HashSet<>();
    for (String module : MODULES) {
      for (MatchResult found : dependenciesOf(Path.of("..", module, "pom.xml"))) {
        if (!found.group(1).equals("wsroom") && !tests.contains(found.group(2))) {
          used.add(found.group(2));
        }
      }
    }
    Set<String> explained =
        section("## Dependencies", "### Known vulnerabilities")
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`", 3)[1])
            .collect(Collectors.toSet());

    assertThat(explained).isEqualTo(used).contains("undertow-core", "protobuf-java");
  }

  @Test
  void noLibraryIsOfAVersionThatIsKnownToBeVulnerable() throws IOException {
    Map<String, String> versions = libraries();
    List<String> vulnerable = new ArrayList<>();
    Matcher floor = FLOOR.matcher(section("### Known vulnerabilities", "For all that"));
    int floors = 0;
    while (floor.find()) {
      floors++;
      assertThat(versions).containsKey(floor.group(1));
      String version = versions.getOrDefault(floor.group(1), "");
      if (compare(version, floor.group(2)) < 0) {
        vulnerable.add(floor.group() + " but it is " + version);
      }
    }
    assertThat(floors).isGreaterThanOrEqualTo(16);
    assertThat(vulnerable).isEmpty();
  }

  @Test
  void nothingIsBroughtAlongUnnoticed() throws IOException {
    String table = section("### Known vulnerabilities", "For all that");
    Set<String> listed = new HashSet<>();
    FLOOR.matcher(table).results().map(floor -> floor.group(1)).forEach(listed::add);
    NAME.matcher(table.substring(table.indexOf("None that")))
        .results()
        .map(name -> name.group(1))
        .forEach(listed::add);

    assertThat(listed).isEqualTo(libraries().keySet()).contains("xnio-nio", "kotlin-stdlib");
  }

  @Test
  void versionsAreComparedByNumber() {
    assertThat(compare("1.10.0", "1.9.9")).isPositive();
    assertThat(compare("2.3.20", "2.3.20")).isZero();
    assertThat(compare("1.78", "1.78.1")).isNegative();
  }

  private static Set<String> testLibraries() throws IOException {
    return dependenciesOf(Path.of("..", "pom.xml")).stream()
        .filter(found -> found.group(3).contains("<scope>test</scope>"))
        .map(found -> found.group(2))
        .collect(Collectors.toSet());
  }

  private static List<MatchResult> dependenciesOf(Path pom) throws IOException {
    return DEPENDENCY.matcher(Files.readString(pom)).results().toList();
  }

  /// All that the server is made of, as the build wrote it down: artifacts and their versions.
  private static Map<String, String> libraries() throws IOException {
    Map<String, String> versions = new HashMap<>();
    String path = Files.readString(Path.of("target", "runtime-class-path"));
    for (String entry : path.strip().split(File.pathSeparator, -1)) {
      Matcher jar = JAR.matcher(Path.of(entry).getFileName().toString());
      if (jar.matches() && !OWN.matcher(jar.group(1)).matches()) {
        versions.put(jar.group(1), jar.group(2));
      }
    }
    return versions;
  }

  private static int compare(String version, String other) {
    int[] left = numbers(version);
    int[] right = numbers(other);
    return Arrays.compare(left, right);
  }

  private static int[] numbers(String version) {
    return Pattern.compile("\\d+")
        .matcher(version)
        .results()
        .mapToInt(part -> Integer.parseInt(part.group()))
        .toArray();
  }

  private static String section(String from, String to) throws IOException {
    String page = Files.readString(Path.of("..", "SECURITY.md"));
    return page.substring(page.indexOf(from), page.indexOf(to));
  }
}
