package wsroom.http.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.server.RunningServer;

/// The browser pages of a running server.
class BrowserPagesTest {
  private static final Path FILES = Path.of("target/classes/wsroom/http/pages/web");
  private static final int MOST_BYTES_OVER_THE_WIRE = 200_000;
  private static final Pattern REFERENCE =
      Pattern.compile("(?:href|src)=\"((?:\\.\\./)?web/[^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from ?['\"](\\.[^'\"]+)['\"]");
  private static final Map<String, String> SECRETS =
      Map.of(
          "ADMIN_TOKEN", "sesame-token-of-operators",
          "WKC_METRICS_BEARER_TOKEN", "sesame-token-of-metrics",
          "WS_ROOM_SERVICE_SECRET", "sesame of no less than thirty-two bytes",
          "ACCESS_TOKENS", "required",
          "REALM_NAME", "meadow",
          "WS_ROOM_SERVICE_URL", "wss://rooms.example.org/comms");

  private static RunningServer server;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    server = new RunningServer(SECRETS);
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
  }

  private static HttpResponse<byte[]> ask(String method, String path, String... headers)
      throws IOException, InterruptedException {
    return ask(server, method, path, headers);
  }

  private static HttpResponse<byte[]> ask(
      RunningServer server, String method, String path, String... headers)
      throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return String.join(", ", response.headers().allValues(name));
  }

  private static String text(String path) throws IOException, InterruptedException {
    return new String(ask("GET", path).body(), UTF_8);
  }

  /// The folder of the assets, such as `/web/0123456789abcdef/`.
  private static String folder() throws IOException, InterruptedException {
    var found = Pattern.compile("/?(web/[0-9a-f]{16}/)").matcher(text("/"));
    assertThat(found.find()).isTrue();
    return "/" + found.group(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/play/plaza", "/?x=y"})
  void pageForbidsAllThatItDoesNotNeed(String path) throws Exception {
    var page = ask("GET", path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "content-security-policy").split("; ", -1))
        .containsExactly(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html");
    assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(header(page, "cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(header(page, "cross-origin-resource-policy")).isEqualTo("same-origin");
    assertThat(header(page, "access-control-allow-origin")).isEmpty();
    assertThat(header(page, "cache-control")).isEqualTo("no-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/play/plaza"})
  void pageHasNoScriptOrStyleOfItsOwn(String path) throws Exception {
    assertThat(text(path))
        .doesNotContain("{{", "<style", " style=", "javascript:")
        .doesNotContainPattern(" on[a-z]+=")
        .doesNotContainPattern("<script(?![^>]+src=)[^>]*>")
        .doesNotContainPattern("(src|href)=\"(https?:)?//");
  }

  @Test
  void filesThatPagesReferToExist() throws Exception {
    for (String path : List.of("/", "/play/plaza")) {
      List<String> references =
          REFERENCE.matcher(text(path)).results().map(found -> found.group(1)).toList();
      assertThat(references).hasSizeGreaterThan(5);
      for (String reference : references) {
        String resolved = URI.create(path).resolve(reference).getPath();
        assertThat(ask("GET", resolved).statusCode()).as(resolved).isEqualTo(200);
      }
    }
  }

  /// A module that is found only once the one before it has been read costs a round trip.
  @Test
  void pagesAnnounceEveryModuleThatTheyLoad() throws Exception {
    for (String page : List.of("front", "play")) {
      Set<String> wanted = new TreeSet<>();
      collectModules("js/" + page + ".js", wanted);
      wanted.remove("js/" + page + ".js");
      Set<String> announced =
          Pattern.compile("modulepreload\" href=\"[./]*web/\\{\\{assets}}/([^\"]+)\"")
              .matcher(Files.readString(FILES.resolve(page + ".html")))
              .results()
              .map(found -> found.group(1))
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(announced).isEqualTo(wanted);
    }
  }

  private static void collectModules(String name, Set<String> modules) throws IOException {
    if (modules.add(name)) {
      List<MatchResult> imports =
          IMPORT.matcher(Files.readString(FILES.resolve(name))).results().toList();
      for (MatchResult found : imports) {
        collectModules(
            Path.of(name).resolveSibling(found.group(1)).normalize().toString(), modules);
      }
    }
  }

  @Test
  void assetsAreImmutableUnderAHashOfTheirContent() throws Exception {
    Map<String, String> types =
        Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");
    for (String name : PageFiles.ASSETS) {
      var asset = ask("GET", folder() + name);

      assertThat(asset.statusCode()).as(name).isEqualTo(200);
      assertThat(asset.body()).isEqualTo(Files.readAllBytes(FILES.resolve(name)));
      assertThat(header(asset, "content-type"))
          .isEqualTo(types.get(name.substring(name.lastIndexOf('.') + 1)));
      assertThat(header(asset, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
      assertThat(header(asset, "x-content-type-options")).isEqualTo("nosniff");
    }
  }

  @Test
  void everyFileOfThePagesIsServed() throws Exception {
    try (Stream<Path> files = Files.walk(FILES)) {
      Set<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> FILES.relativize(file).toString())
              .filter(name -> !name.endsWith(".html") && !name.endsWith("LICENSE"))
              .collect(Collectors.toSet());

      assertThat(names).containsExactlyInAnyOrderElementsOf(PageFiles.ASSETS);
    }
  }

  @Test
  void changedContentChangesTheFolder() {
    var one = new PageFile("a.js", "one".getBytes(UTF_8));
    var other = new PageFile("a.js", "other".getBytes(UTF_8));

    assertThat(one.hash()).isNotEqualTo(other.hash()).hasSize(16);
  }

  @Test
  void allFilesTogetherAreSmallOverTheWire() throws Exception {
    int total = 0;
    for (String name : PageFiles.ASSETS) {
      var zipped = ask("GET", folder() + name, "Accept-Encoding", "br, gzip");
      assertThat(header(zipped, "content-encoding")).isEqualTo("gzip");
      assertThat(header(zipped, "vary")).isEqualTo("Accept-Encoding");
      try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
        assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(FILES.resolve(name)));
      }
      total += zipped.body().length;
    }
    assertThat(total).isLessThan(MOST_BYTES_OVER_THE_WIRE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "br", "gzip;q=0", "x-gzip-not"})
  void clientWithoutGzipGetsPlainBytes(String accepted) throws Exception {
    var page = ask("GET", "/", "Accept-Encoding", accepted);

    assertThat(header(page, "content-encoding")).isEmpty();
    assertThat(new String(page.body(), UTF_8)).startsWith("<!doctype html>");
  }

  @Test
  void unchangedFileIsNotSentAgain() throws Exception {
    Set<String> tags = new TreeSet<>();
    for (String encoding : List.of("gzip", "identity")) {
      for (String path : List.of("/", "/play/plaza", folder() + "css/base.css")) {
        var first = ask("GET", path, "Accept-Encoding", encoding);
        String tag = header(first, "etag");
        assertThat(tags.add(tag)).as("no other file or encoding has the tag %s", tag).isTrue();
        var again = ask("GET", path, "Accept-Encoding", encoding, "If-None-Match", tag);

        assertThat(again.statusCode()).as(path).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "etag")).isEqualTo(tag);
        assertThat(ask("GET", path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    for (String path : List.of("/", folder() + "js/play.js")) {
      var get = ask("GET", path);
      var head = ask("HEAD", path);

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(header(head, "content-length")).isEqualTo(Integer.toString(get.body().length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void otherMethodsAreRejected(String method) throws Exception {
    for (String path : List.of("/", "/play/plaza", folder() + "css/base.css")) {
      var answer = ask(method, path);

      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(header(answer, "allow")).isEqualTo("GET, HEAD");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "css",
        "css/",
        "css/none.css",
        "/css/base.css",
        "../",
        "../../",
        "../PageFiles.class",
        "../../../../build.properties",
        "..%2F..%2Fbuild.properties",
        "%2e%2e/PageFiles.class",
        "css/../js/play.js",
        "css/%2e%2e/js/play.js",
        "css%2Fbase.css",
        "css\\base.css",
        "css/base.css/",
        "css/base.css%00.js",
        "CSS/base.css",
        "front.html",
        "lib/pbf/LICENSE",
        "lib/lit-html/directives/unsafe-html.js"
      })
  void noPathLeadsToAnyOtherFile(String path) throws Exception {
    // Byte for byte: the JDK's client would normalise the paths.
    String answer = server.page(folder() + path);

    // Undertow itself answers some of them with 400 and no message.
    assertThat(answer).matches(text -> text.isEmpty() || text.startsWith("{\"error\":"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/web/", "/web/css/base.css", "/web/0123456789abcdef/css/base.css", "/web//"})
  void assetsOfOtherBuildsAreNotFound(String path) throws Exception {
    assertThat(ask("GET", path).statusCode()).isEqualTo(404);
  }

  @Test
  void pageOfARoomIsExactlyOneSegmentDeep() throws Exception {
    assertThat(ask("GET", "/play/a").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/play/caf%C3%A9?x=y").statusCode()).isEqualTo(200);
    for (String path : List.of("/play", "/play/", "/play/a/", "/play/a/b", "/play//")) {
      assertThat(ask("GET", path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void pagesContainNothingOfTheRequest() throws Exception {
    String plain = text("/play/plaza");

    assertThat(text("/play/%3Cscript%3Ealert(1)%3C%2Fscript%3E?%3Cscript%3E")).isEqualTo(plain);
  }

  @Test
  void pagesContainTheSettingsThatTheyNeedAndNoSecret() throws Exception {
    String front = text("/");

    assertThat(front)
        .contains("&quot;realm&quot;:&quot;meadow&quot;")
        .contains("&quot;tokens&quot;:&quot;required&quot;")
        .contains("&quot;publicUrl&quot;:&quot;wss://rooms.example.org/comms&quot;")
        .contains("&quot;metricsAreOpen&quot;:false");
    for (String path : List.of("/", "/play/plaza", folder() + "js/play.js")) {
      assertThat(text(path)).doesNotContain("sesame");
    }
  }

  @Test
  void factsCannotEndTheirAttribute() {
    var facts =
        new PageFacts(
            Optional.of("\"><script>'&"),
            Optional.empty(),
            Optional.empty(),
            "1",
            "2",
            "off",
            "/m",
            true,
            true);

    assertThat(facts.forAttribute())
        .doesNotContain("\"", "<", ">", "'")
        .contains("\\&quot;&gt;&lt;script&gt;&#39;&amp;");
  }

  @Test
  void requestsAreCountedByRoute() throws Exception {
    try (var other = new RunningServer(Map.of())) {
      ask(other, "GET", "/");
      ask(other, "GET", "/play/one");
      ask(other, "GET", "/play/two");
      ask(other, "GET", "/web/x/y");

      for (String sample :
          List.of(
              "{code=\"200\",handler=\"/\",method=\"GET\"} 1.0",
              "{code=\"200\",handler=\"/play/:id\",method=\"GET\"} 2.0",
              "{code=\"404\",handler=\"/web/:file\",method=\"GET\"} 1.0")) {
        other.awaits("/metrics", sample);
      }
    }
  }

  @Test
  void disabledPagesAreNotFound() throws Exception {
    String asset = folder() + "css/base.css";
    try (var without = new RunningServer(Map.of("WEB_PAGES", "off"))) {
      for (String path : List.of("/", "/play/plaza", asset)) {
        assertThat(ask(without, "GET", path).statusCode()).as(path).isEqualTo(404);
      }
      assertThat(ask(without, "GET", "/status").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void otherPagesAreStillServed() throws Exception {
    for (String path : List.of("/status", "/health/live", "/about")) {
      var page = ask("GET", path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(header(page, "content-security-policy")).isEmpty();
    }
    assertThat(ask("GET", "/rooms/plaza").statusCode()).isEqualTo(426);
  }
}
