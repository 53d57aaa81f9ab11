package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.config.ConfigReading.Invalid;
import wsroom.config.ConfigReading.Valid;

class ServerConfigTest {

  @Test
  void withoutAnyVariableEverySettingHasItsDefault() {
    var config = valid(Map.of());

    assertThat(config.listen()).isEqualTo(new ListenConfig(5000, "0.0.0.0"));
    assertThat(config.rooms())
        .isEqualTo(
            new RoomConfig(
                100, Duration.ofSeconds(5), DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.SERVER));
    assertThat(config.dataPath())
        .isEqualTo(
            new DataPathConfig(
                Duration.ofMillis(5), OptionalInt.empty(), 1_048_576, Duration.ofSeconds(10)));
    assertThat(config.log()).isEqualTo(new LogConfig(LogLevel.INFO, LogFormat.TEXT));
    assertThat(config.monitoring().version()).isEmpty();
    assertThat(config.monitoring().commitHash()).isEmpty();
    assertThat(config.monitoring().metricsPath()).isEqualTo("/metrics");
    assertThat(config.monitoring().metricsToken()).isEmpty();
    assertThat(config.ethereum().network()).isEqualTo(EthNetwork.MAINNET);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "6, 3", "8, 4", "64, 4"})
  void autoIsOneIoThreadForTwoProcessorsAndFourAtMost(int processors, int threads) {
    assertThat(valid(Map.of()).dataPath().ioThreads(processors)).isEqualTo(threads);
    assertThat(valid(Map.of("IO_THREADS", "auto")).dataPath().ioThreads(processors))
        .isEqualTo(threads);
    assertThat(valid(Map.of("IO_THREADS", "3")).dataPath().ioThreads(processors)).isEqualTo(3);
  }

  @Test
  void documentedDefaultsAreTheEffectiveOnes() {
    Map<String, String> spelledOut = new HashMap<>();
    for (Setting setting : ServerConfig.settings()) {
      if (!setting.name().equals("ETH_RPC_URL")) {
        spelledOut.put(setting.name(), setting.defaultValue());
      }
    }

    assertThat(valid(spelledOut)).isEqualTo(valid(Map.of()));
  }

  @Test
  void eachSettingIsReadFromItsVariable() {
    var config =
        valid(
            Map.ofEntries(
                Map.entry("HTTP_SERVER_PORT", "0"),
                Map.entry("HTTP_SERVER_HOST", "::1"),
                Map.entry("MAX_USERS", "7"),
                Map.entry("HANDSHAKE_TIMEOUT", "250"),
                Map.entry("DUPLICATE_SESSION_POLICY", "reject-new"),
                Map.entry("DUPLICATE_SESSION_SCOPE", "room"),
                Map.entry("FLUSH_WINDOW_MS", "0"),
                Map.entry("IO_THREADS", "4"),
                Map.entry("BACKLOG_LIMIT_BYTES", "262144"),
                Map.entry("BACKLOG_TIMEOUT_MS", "900"),
                Map.entry("CURRENT_VERSION", "1.2.3-rc.1"),
                Map.entry("COMMIT_HASH", "0a1b2c"),
                Map.entry("WKC_METRICS_PUBLIC_PATH", "/inner/metrics"),
                Map.entry("LOG_LEVEL", "debug"),
                Map.entry("LOG_FORMAT", "json")));

    assertThat(config.listen()).isEqualTo(new ListenConfig(0, "::1"));
    assertThat(config.rooms())
        .isEqualTo(
            new RoomConfig(
                7, Duration.ofMillis(250), DuplicatePolicy.REJECT_NEW, DuplicateScope.ROOM));
    assertThat(config.dataPath())
        .isEqualTo(
            new DataPathConfig(Duration.ZERO, OptionalInt.of(4), 262_144, Duration.ofMillis(900)));
    assertThat(config.monitoring().version()).contains("1.2.3-rc.1");
    assertThat(config.monitoring().commitHash()).contains("0a1b2c");
    assertThat(config.monitoring().metricsPath()).isEqualTo("/inner/metrics");
    assertThat(config.log()).isEqualTo(new LogConfig(LogLevel.DEBUG, LogFormat.JSON));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          MAX_USERS                | ten          | 1 to 100000
          MAX_USERS                | 0            | 1 to 100000
          MAX_USERS                | 100001       | 1 to 100000
          MAX_USERS                | 1e3          | 1 to 100000
          MAX_USERS                | 99999999999999999999 | 1 to 100000
          HTTP_SERVER_PORT         | -1           | 0 to 65535
          HTTP_SERVER_PORT         | 65536        | 0 to 65535
          HTTP_SERVER_HOST         | a b          | a host name or an IP address
          INTERNAL_PORT            | 65536        | 0 to 65535
          INTERNAL_PORT            | off          | 0 to 65535
          STATUS_ROOMS             | some         | off or on
          HANDSHAKE_TIMEOUT        | 0            | 1 to 600000
          HANDSHAKE_TIMEOUT        | 0.5          | 1 to 600000
          FLUSH_WINDOW_MS          | 1000.1       | 0 to 1000
          FLUSH_WINDOW_MS          | -1           | 0 to 1000
          IO_THREADS               | 65           | auto or 1 to 64
          BACKLOG_LIMIT_BYTES      | 1MiB         | 262144 to 1073741824
          DUPLICATE_SESSION_POLICY | kick         | kick-previous or reject-new
          DUPLICATE_SESSION_SCOPE  | realm        | server or room
          ETH_NETWORK              | ropsten      | mainnet or sepolia
          LOG_LEVEL                | loud         | trace, debug, info, warn, error or off
          LOG_FORMAT               | xml          | text or json
          WKC_METRICS_PUBLIC_PATH  | metrics      | a path such as /metrics, and of no other page
          """)
  void invalidValueIsReportedWithVariableValueAndAllowedValues(
      String name, String value, String allowed) {
    assertThat(problems(Map.of(name, value)))
        .containsExactly(name + " must be " + allowed + ", was \"" + value + "\"");
  }

  /// Browsers send origins in one form only: any other form would match no page.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "example.org",
        "https://example.org/",
        "https://u@example.org",
        "https://example.org:99999",
        "https://a.example,,https://b.example"
      })
  void textThatNoBrowserSendsIsNoOrigin(String value) {
    assertThat(problems(Map.of("ALLOWED_ORIGINS", value)))
        .containsExactly(
            "ALLOWED_ORIGINS must be origins such as https://example.org, separated by commas,"
                + " was \""
                + value
                + "\"");
  }

  @Test
  void originsAreReadAsBrowsersSendThem() {
    assertThat(
            valid(
                    Map.of(
                        "ALLOWED_ORIGINS",
                        "https://Play.Example , http://localhost:8000,https://[::1]:1"))
                .limits()
                .allowedOrigins())
        .containsExactly("https://play.example", "http://localhost:8000", "https://[::1]:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/status",
        "/about",
        "/events",
        "/health/live",
        "/rooms/status",
        "/mini-comms/m",
        "/get-comms-adapter/m",
        "/admin/rooms",
        "/play/plaza",
        "/web/metrics"
      })
  void theMetricsDoNotTakeTheirPathFromAnotherPage(String path) {
    assertThat(problems(Map.of("WKC_METRICS_PUBLIC_PATH", path)))
        .containsExactly(
            "WKC_METRICS_PUBLIC_PATH must be a path such as /metrics, and of no other page, was \""
                + path
                + "\"");
    assertThat(valid(Map.of("WKC_METRICS_PUBLIC_PATH", "/my" + path)).monitoring().metricsPath())
        .isEqualTo("/my" + path);
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(problems(Map.of("LOG_LEVEL", "loud", "MAX_USERS", "ten", "IO_THREADS", "2")))
        .containsExactly(
            "MAX_USERS must be 1 to 100000, was \"ten\"",
            "LOG_LEVEL must be trace, debug, info, warn, error or off, was \"loud\"");
  }

  @Test
  void aProblemStaysOnOneShortLine() {
    assertThat(problems(Map.of("MAX_USERS", "a\nb\u001b[2J" + "c".repeat(500))))
        .containsExactly("MAX_USERS must be 1 to 100000, was \"a?b?[2J" + "c".repeat(73) + "…\"");
  }

  @Test
  void anEmptyVariableCountsAsUnsetAndBlanksAroundAValueDoNot() {
    assertThat(valid(Map.of("MAX_USERS", "")).rooms().maxUsers()).isEqualTo(100);
    assertThat(valid(Map.of("MAX_USERS", " 12 ")).rooms().maxUsers()).isEqualTo(12);
  }

  @Test
  void aChoiceIsReadInAnyCase() {
    assertThat(valid(Map.of("LOG_LEVEL", "WARN")).log().level()).isEqualTo(LogLevel.WARN);
  }

  @Test
  void millisecondsMayHaveDecimals() {
    assertThat(valid(Map.of("FLUSH_WINDOW_MS", "0.25")).dataPath().flushWindow())
        .isEqualTo(Duration.ofNanos(250_000));
  }

  @Test
  void aSecretIsComparedAndNeverShown() {
    var config = valid(Map.of("WKC_METRICS_BEARER_TOKEN", "s3same"));

    Secret token = config.monitoring().metricsToken().orElseThrow();
    assertThat(token.matches("s3same")).isTrue();
    assertThat(token.matches("s3sam")).isFalse();
    assertThat(token.matches("")).isFalse();
    assertThat(config.toString()).doesNotContain("s3same");
    assertThat(problems(Map.of("WKC_METRICS_BEARER_TOKEN", "s3 same")))
        .containsExactly(
            "WKC_METRICS_BEARER_TOKEN must be letters, digits and signs without spaces,"
                + " was something else (not shown)");
  }

  @Test
  void rpcNodeDefaultsToTheNetworksGateway() {
    assertThat(node(Map.of("ETH_NETWORK", "sepolia")))
        .hasToString("node at rpc.decentraland.org")
        .isInstanceOfSatisfying(
            RpcNode.At.class,
            node ->
                assertThat(node.uris())
                    .singleElement()
                    .extracting(URI::getPath)
                    .isEqualTo("/sepolia"));
    assertThat(node(Map.of("ETH_RPC_URL", "OFF"))).isEqualTo(new RpcNode.Off());
    assertThat(node(Map.of("ETH_RPC_URL", "https://node.example/v3/key")))
        .hasToString("node at node.example");
    assertThat(node(Map.of("ETH_RPC_URL", "https://one.example/v3/key, http://two.example:8545")))
        .hasToString("node at one.example, two.example");
    assertThat(problems(Map.of("ETH_RPC_URL", "https://one.example/v3/key,")))
        .containsExactly(
            "ETH_RPC_URL must be http or https URLs separated by commas, or off,"
                + " was something else (not shown)");
    assertThat(problems(Map.of("ETH_RPC_URL", "ftp://node.example/v3/key")))
        .containsExactly(
            "ETH_RPC_URL must be http or https URLs separated by commas, or off,"
                + " was something else (not shown)");
  }

  @Test
  void aVariableThatLooksLikeAMisspeltSettingGivesAHint() {
    assertThat(hints(Map.of("MAX_USER", "5", "HANDSHAKE_TIMOEUT", "5", "PATH", "/bin")))
        .containsExactly(
            "HANDSHAKE_TIMOEUT is not a setting: did you mean HANDSHAKE_TIMEOUT?",
            "MAX_USER is not a setting: did you mean MAX_USERS?");
    assertThat(hints(Map.of("HTTP_SERVER_PORT", "1", "HTTP_PROXY", "x", "LOGNAME", "eve")))
        .isEmpty();
  }

  @Test
  void aSettingIsDeclaredOnce() {
    var reader = new SettingsReader(Map.of());
    reader.number("A", 1, Range.of(1, 2), "", "");

    assertThatThrownBy(() -> reader.number("A", 1, Range.of(1, 2), "", ""))
        .hasMessage("A is declared twice");
  }

  @Test
  void zeroMeansNoLimit() {
    var allowed = Range.limit(10, 20);

    assertThat(allowed).hasToString("10 to 20, or 0 for no limit");
    assertThat(List.of(0, 1, 9, 10, 20, 21).stream().filter(n -> allowed.contains(n)))
        .containsExactly(0, 10, 20);
  }

  @Test
  void theServersPublicUrlIsReadInAllItsSpellings() {
    assertThat(publicUrl("wss://Rooms.Example.org/"))
        .isEqualTo(new PublicUrl(true, "rooms.example.org", ""));
    assertThat(publicUrl("https://example.org:8443/comms"))
        .isEqualTo(new PublicUrl(true, "example.org:8443", "/comms"));
    assertThat(publicUrl("http://localhost:5000"))
        .isEqualTo(new PublicUrl(false, "localhost:5000", ""));
    assertThat(publicUrl("ws://[::1]:5000").forPages()).isEqualTo("http://[::1]:5000");
    assertThat(publicUrl("example.org").forWebSockets()).isEqualTo("wss://example.org");
    for (String wrong :
        List.of(
            "ftp://example.org",
            "wss://a b",
            "wss://u@h",
            "wss://h?q",
            "wss://h#f",
            "wss://",
            "wss://h:65536",
            "ws-room:wss://h",
            "//h://")) {
      assertThat(problems(Map.of("WS_ROOM_SERVICE_URL", wrong)))
          .containsExactly(
              "WS_ROOM_SERVICE_URL must be a URL such as wss://example.org, without query, was \""
                  + wrong
                  + "\"");
    }
  }

  @Test
  void shortTokenSecretIsRejectedWhereItSigns() {
    String longOne = "a".repeat(32);
    var config =
        valid(
            Map.of(
                "ACCESS_TOKENS",
                "required",
                "WS_ROOM_SERVICE_SECRET",
                longOne + " , " + "b".repeat(40)));

    assertThat(config.access().secrets())
        .extracting(Secret::reveal)
        .containsExactly(longOne, "b".repeat(40));
    assertThat(config.toString()).doesNotContain(longOne);
    // Those who come from a server that checked nothing have what they have.
    assertThat(valid(Map.of("WS_ROOM_SERVICE_SECRET", "short")).access().secrets()).hasSize(1);
    assertThat(
            problems(
                Map.of("ACCESS_TOKENS", "optional", "WS_ROOM_SERVICE_SECRET", longOne + ",short")))
        .containsExactly(
            "WS_ROOM_SERVICE_SECRET must be of at least 32 bytes to sign access tokens"
                + " (try: openssl rand -hex 32), was shorter (not shown)");
  }

  @Test
  void aRealmNeedsNothingButItsName() {
    assertThat(valid(Map.of()).realm()).isEmpty();
    assertThat(valid(Map.of("REALM_NAME", "meadow")).realm())
        .contains(
            new RealmConfig(
                "meadow",
                "meadow",
                "https://peer.decentraland.org/content",
                "https://peer.decentraland.org/lambdas",
                List.of()));
    assertThat(
            valid(
                    Map.of(
                        "REALM_NAME", "meadow",
                        "REALM_ROOM", "café",
                        "CONTENT_URL", "http://c.example/content",
                        "LAMBDAS_URL", "http://l.example",
                        "SCENES_URN", "urn:decentraland:entity:a?b=c  urn:decentraland:entity:d"))
                .realm())
        .contains(
            new RealmConfig(
                "meadow",
                "café",
                "http://c.example/content",
                "http://l.example",
                List.of("urn:decentraland:entity:a?b=c", "urn:decentraland:entity:d")));
    assertThat(problems(Map.of("REALM_NAME", "a\u200bb", "CONTENT_URL", "c", "SCENES_URN", "x")))
        .hasSize(3);
    assertThat(problems(Map.of("REALM_NAME", "meadow", "ROOM_ID_PATTERN", "world-.*")))
        .containsExactly("REALM_ROOM must match ROOM_ID_PATTERN, was \"meadow\"");
  }

  @Test
  void aNodeOfAClusterIsConfiguredByTheUrlsOfNats() {
    ClusterConfig cluster =
        valid(
                Map.of(
                    "NATS_URL", "nats://a.example, nats://b.example:5222",
                    "NATS_USER", "node",
                    "NATS_PASSWORD", "s3same",
                    "NODE_ID", "node-1",
                    "NODE_URL", "wss://one.example",
                    "NATS_OUTAGE", "strict"))
            .cluster()
            .orElseThrow();

    assertThat(cluster.natsUrls())
        .extracting(Object::toString)
        .containsExactly("nats://a.example:4222", "nats://b.example:5222");
    assertThat(cluster.usesTls()).isFalse();
    assertThat(cluster.clusterName()).isEqualTo("main");
    assertThat(cluster.nodeId()).contains("node-1");
    assertThat(cluster.outage()).isEqualTo(NatsOutage.STRICT);
    assertThat(cluster.toString()).doesNotContain("s3same");
    assertThat(valid(Map.of()).cluster()).isEmpty();
  }

  @Test
  void invalidSettingsOfAClusterAreReportedWithWhatIsAllowed() {
    for (String url :
        List.of(
            "localhost",
            "http://a.example",
            "nats://u:p@a.example",
            "nats://a.example,tls://b.example",
            "nats://a.example/x",
            "nats://a.example,")) {
      assertThat(problems(Map.of("NATS_URL", url)))
          .as(url)
          .singleElement()
          .asString()
          .contains("nats://host:port, or all of them tls://host:port")
          .doesNotContain("u:p");
    }
    assertThat(problems(Map.of("NATS_URL", "nats://a.example", "NATS_USER", "node")))
        .containsExactly("NATS_USER and NATS_PASSWORD must be set both or neither");
    assertThat(
            problems(
                Map.of(
                    "NATS_URL", "nats://a.example",
                    "NATS_TOKEN", "token",
                    "NATS_CREDENTIALS", "node.creds")))
        .containsExactly("At most one of NATS_CREDENTIALS, NATS_USER and NATS_TOKEN may be set");
    assertThat(problems(Map.of("NATS_URL", "nats://a.example", "NATS_CA", "ca.pem")))
        .containsExactly("NATS_CA requires that NATS_URL begins with tls://");
    assertThat(problems(Map.of("NATS_URL", "nats://a.example", "CLUSTER_NAME", "a.b")))
        .containsExactly(
            "CLUSTER_NAME must be 1 to 32 letters, digits, dashes or underscores, was \"a.b\"");
  }

  @Test
  void registrationNeedsUrlSecretAndPublicUrl() {
    Map<String, String> settings =
        Map.of(
            "WS_ROOM_SERVICE_URL", "wss://rooms.example",
            "ARCHIPELAGO_TRANSPORT_REGISTRATION_URL", "wss://registry.example/transport",
            "ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET", "s3same");

    ServerConfig config = valid(settings);

    ArchipelagoConfig registration = config.archipelago().orElseThrow();
    assertThat(registration.registrationUrl()).hasToString("wss://registry.example/transport");
    assertThat(registration.secret().reveal()).isEqualTo("s3same");
    assertThat(registration.maxIslandSize(config.rooms())).isEqualTo(100);
    assertThat(config.toString()).doesNotContain("s3same");
    assertThat(valid(Map.of("MAX_ISLAND_SIZE", "5")).archipelago()).isEmpty();
    Map<String, String> smaller = new HashMap<>(settings);
    smaller.put("MAX_ISLAND_SIZE", "60");
    assertThat(valid(smaller).archipelago().orElseThrow().islandLimit()).contains(60);
  }

  @Test
  void incompleteRegistrationIsReportedWithTheMissingSettings() {
    String url = "ARCHIPELAGO_TRANSPORT_REGISTRATION_URL";
    String secret = "ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET";

    assertThat(problems(Map.of(url, "ws://r.example", "WS_ROOM_SERVICE_URL", "h.example")))
        .containsExactly(url + " and " + secret + " must be set both or neither");
    assertThat(problems(Map.of(secret, "s3same")))
        .containsExactly(url + " and " + secret + " must be set both or neither");
    assertThat(problems(Map.of(url, "ws://r.example", secret, "s3same")))
        .containsExactly(
            "WS_ROOM_SERVICE_URL must be set with "
                + url
                + ": islands' room URIs are made from it");
    assertThat(
            problems(
                Map.of(
                    url,
                    "ws://r.example",
                    secret,
                    "s3same",
                    "WS_ROOM_SERVICE_URL",
                    "h.example",
                    "MAX_USERS",
                    "50",
                    "MAX_ISLAND_SIZE",
                    "51")))
        .containsExactly("MAX_ISLAND_SIZE must be at most MAX_USERS, which is 50, was \"51\"");
    for (String wrong :
        List.of(
            "https://r.example", "r.example", "ws://", "ws://u:pw@r", "ws://r?t=1", "ws://r#x")) {
      assertThat(problems(Map.of(url, wrong, secret, "s3same", "WS_ROOM_SERVICE_URL", "h.example")))
          .containsExactly(
              url
                  + " must be a ws or wss URL without user, query and fragment, was something else"
                  + " (not shown)");
    }
  }

  private static PublicUrl publicUrl(String text) {
    return valid(Map.of("WS_ROOM_SERVICE_URL", text)).access().publicUrl().orElseThrow();
  }

  private static ServerConfig valid(Map<String, String> environment) {
    return switch (ServerConfig.read(environment)) {
      case Valid reading -> reading.config();
      case Invalid reading -> throw new AssertionError(reading.problems().toString());
    };
  }

  private static List<String> hints(Map<String, String> environment) {
    return switch (ServerConfig.read(environment)) {
      case Valid reading -> reading.hints();
      case Invalid reading -> throw new AssertionError(reading.problems().toString());
    };
  }

  private static List<String> problems(Map<String, String> environment) {
    return switch (ServerConfig.read(environment)) {
      case Valid reading -> throw new AssertionError("read as " + reading.config());
      case Invalid reading -> reading.problems();
    };
  }

  private static RpcNode node(Map<String, String> environment) {
    return valid(environment).ethereum().node();
  }
}
