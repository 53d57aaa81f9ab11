package wsroom.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Holds the dashboards and alerts of `deploy/` to what running servers expose, and the alerts to
/// their tests and their runbook.
class MonitoringTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final Path RUNBOOK = Path.of("../docs/runbook.md");
  private static final Path RULES = DEPLOY.resolve("prometheus/rules");

  /// Prometheus itself adds these.
  private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

  private static final Pattern ALERT =
      Pattern.compile("- alert: (\\w+)\\n +expr: *(?:>-\\n((?: {10}.*\\n)+)|(.*)\\n)");
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? [^ ]+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern HEADING = Pattern.compile("(?m)^### (WsRoom\\w+)$");

  @TempDir private Path folder = Path.of("");

  /// The values of each label, by metric and label.
  private final Map<String, Map<String, Set<String>>> exposed = new HashMap<>();

  /// @param where file and panel or alert
  /// @param legend empty for alerts
  private record Asked(String where, String query, String legend) {}

  @Test
  void everyMetricThatDashboardsAndAlertsNameIsExposed() throws Exception {
    scrapeServers();
    List<Asked> all = new ArrayList<>(panels());
    alerts().forEach((name, query) -> all.add(new Asked(name, query, "")));
    assertThat(all).hasSizeGreaterThan(60);

    List<String> missing = new ArrayList<>();
    for (Asked asked : all) {
      for (String problem : problems(asked)) {
        missing.add(asked.where() + ": " + problem);
      }
    }

    assertThat(missing).as("names without a metric or label").isEmpty();
  }

  @Test
  void everyAlertHasASectionOfTheRunbookAndIsSeenToFire() throws IOException {
    Set<String> alerts = alerts().keySet();
    Set<String> sections = new HashSet<>();
    Matcher headings = HEADING.matcher(Files.readString(RUNBOOK));
    while (headings.find()) {
      sections.add(headings.group(1));
    }
    StringBuilder rules = new StringBuilder();
    StringBuilder tests = new StringBuilder();
    for (Path file : files(RULES, ".yml")) {
      rules.append(Files.readString(file));
    }
    for (Path file : files(DEPLOY.resolve("prometheus/tests"), ".yml")) {
      tests.append(Files.readString(file));
    }

    assertThat(sections).isEqualTo(alerts);
    for (String alert : alerts) {
      assertThat(rules.toString())
          .contains("runbook_url: docs/runbook.md#" + alert.toLowerCase(Locale.ROOT));
      assertThat(Pattern.compile("alertname: " + alert + "\\n.*\\n +exp_alerts:\\n").matcher(tests))
          .as("a case in which %s fires", alert)
          .matches(Matcher::find);
    }
  }

  @Test
  void queriesAreReadAsMetricsAndLabels() {
    PromQuery query =
        PromQuery.parse(
            "histogram_quantile(0.99, sum by (job, le) (rate(a_bucket{x=\"1\",y=~\"p|q\"}[5m])))"
                + " > 2 * (b > 0) and c{z!=\"\"} - time()");

    assertThat(query.groups()).containsExactlyInAnyOrder("job", "le");
    assertThat(query.selectors())
        .containsExactly(
            new PromQuery.Selector(
                "a_bucket",
                List.of(
                    new PromQuery.Label("x", List.of("1")),
                    new PromQuery.Label("y", List.of("p", "q")))),
            new PromQuery.Selector("b", List.of()),
            new PromQuery.Selector("c", List.of(new PromQuery.Label("z", List.of()))));
  }

  private List<String> problems(Asked asked) {
    List<String> problems = new ArrayList<>();
    PromQuery query = PromQuery.parse(asked.query());
    assertThat(query.selectors()).as(asked.where()).isNotEmpty();
    Set<String> labels = new HashSet<>(TARGET_LABELS);
    for (PromQuery.Selector selector : query.selectors()) {
      Map<String, Set<String>> known = exposed.getOrDefault(selector.metric(), Map.of());
      labels.addAll(known.keySet());
      if (!exposed.containsKey(selector.metric()) && !selector.metric().equals("up")) {
        problems.add("no metric " + selector.metric());
      } else {
        for (PromQuery.Label label : selector.labels()) {
          Set<String> values = known.getOrDefault(label.name(), Set.of());
          if (!TARGET_LABELS.contains(label.name()) && !values.containsAll(label.values())) {
            problems.add(selector.metric() + " without " + label);
          }
        }
      }
    }
    for (String group : query.groups()) {
      if (!labels.contains(group)) {
        problems.add("no label " + group);
      }
    }
    Matcher legend = LEGEND_LABEL.matcher(asked.legend());
    while (legend.find()) {
      if (!query.groups().contains(legend.group(1))) {
        problems.add("legend names " + legend.group(1) + ", which the query does not keep");
      }
    }
    return problems;
  }

  // --- What is asked for ---

  private static List<Asked> panels() throws IOException {
    List<Asked> panels = new ArrayList<>();
    Set<String> uids = new HashSet<>();
    for (Path file : files(DEPLOY.resolve("grafana/dashboards"), ".json")) {
      JsonNode dashboard = new ObjectMapper().readTree(Files.readString(file));
      assertThat(uids.add(dashboard.get("uid").asString())).as("uid of %s", file).isTrue();
      for (JsonNode panel : dashboard.get("panels")) {
        for (JsonNode target : panel.path("targets")) {
          String where = file.getFileName() + ", " + panel.get("title").asString();
          panels.add(
              new Asked(
                  where, target.get("expr").asString(), target.get("legendFormat").asString()));
        }
      }
    }
    return panels;
  }

  private static Map<String, String> alerts() throws IOException {
    Map<String, String> alerts = new HashMap<>();
    for (Path file : files(RULES, ".yml")) {
      String text = Files.readString(file);
      Matcher found = ALERT.matcher(text);
      while (found.find()) {
        String query = found.group(2) == null ? found.group(3) : found.group(2);
        assertThat(alerts.put(found.group(1), query)).as("a second one").isNull();
      }
      assertThat(text.split("- alert: ", -1)).as("alerts of %s", file).isNotEmpty();
      assertThat(alerts.size()).isGreaterThanOrEqualTo(text.split("- alert: ", -1).length - 1);
    }
    return alerts;
  }

  private static List<Path> files(Path where, String ending) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
      assertThat(found).as("files in %s", where).isNotEmpty();
      return found;
    }
  }

  // --- What is exposed ---

  /// Some metrics exist with a setting only, and some with their first count only.
  private void scrapeServers() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      Path bans = Files.createFile(folder.resolve("bans.txt"));
      try (RunningServer server =
          new RunningServer(
              Map.of(
                  "BAN_FILE", bans.toString(),
                  "DENYLIST_URL", "http://127.0.0.1:9/denylist.json",
                  "COMMS_GATEKEEPER_URL", "http://127.0.0.1:9",
                  "ALLOWED_ORIGINS", "https://example.org"))) {
        Instant nextYear = Instant.now().plus(Duration.ofDays(365));
        Explorer.enters(http, server.room("plaza"), Identity.named("ann", nextYear));
        assertThatThrownBy(
                () ->
                    http.newWebSocketBuilder()
                        .header("Origin", "https://elsewhere.example")
                        .buildAsync(server.room("plaza"), new WebSocket.Listener() {})
                        .join())
            .hasCauseInstanceOf(WebSocketHandshakeException.class);
        HttpRequest unsigned =
            HttpRequest.newBuilder(
                    URI.create("http://" + server.host() + "/get-comms-adapter/plaza"))
                .POST(BodyPublishers.noBody())
                .build();
        assertThat(http.send(unsigned, BodyHandlers.ofString()).body()).contains("message");
        System.gc();
        server.awaits("/metrics", "\njvm_gc_pause_seconds_max");
        read(server.page("/metrics"));
      }
    }
    scrapeBehindABalancer();
    scrapeWithTls();
  }

  private void scrapeBehindABalancer() throws IOException {
    try (RunningServer server =
        new RunningServer(
            Map.of(
                "PROXY_PROTOCOL", "on",
                "WS_ROOM_SERVICE_URL", "ws://127.0.0.1:9",
                "ARCHIPELAGO_TRANSPORT_REGISTRATION_URL", "ws://127.0.0.1:9/transport",
                "ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET", "known to the registry"))) {
      String metrics = scrapeByProxy(server);
      // The server registers in the background.
      while (!metrics.contains("ws_room_archipelago_available_seats")) {
        metrics = scrapeByProxy(server);
      }
      read(metrics);
    }
  }

  private static String scrapeByProxy(RunningServer server) throws IOException {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "PROXY UNKNOWN\r\nGET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private void scrapeWithTls() throws Exception {
    PemFiles pem = PemFiles.make(folder, "EC");
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    pem.writeTo(certificate, key);
    try (RunningServer server =
            new RunningServer(
                Map.of(
                    "TLS_CERTIFICATE", certificate.toString(), "TLS_PRIVATE_KEY", key.toString()));
        HttpClient http = HttpClient.newBuilder().sslContext(PemFiles.trusting(pem)).build()) {
      URI metrics = URI.create("https://" + server.host() + "/metrics");
      read(http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body());
    }
  }

  private void read(String metrics) {
    for (String line : metrics.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        Map<String, Set<String>> labels =
            exposed.computeIfAbsent(sample.group(1), name -> new HashMap<>());
        Matcher each = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (each.find()) {
          labels.computeIfAbsent(each.group(1), name -> new HashSet<>()).add(each.group(2));
        }
      }
    }
    assertThat(exposed).as("metrics").isNotEmpty();
  }
}
