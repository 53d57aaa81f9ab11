package wsroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import wsroom.config.ListenConfig;
import wsroom.config.MonitoringConfig;
import wsroom.config.Secret;
import wsroom.http.Health.Phase;
import wsroom.room.membership.Census;
import wsroom.room.membership.Census.RoomCount;

class HttpPagesTest {
  private static final String[] UPGRADE = {"Upgrade: websocket", "Connection: Upgrade"};

  private final BlockingQueue<String> served = new LinkedBlockingQueue<>();
  private final List<Error> errors = Collections.synchronizedList(new ArrayList<>());
  private volatile Census census = new Census(0, List.of());
  private volatile Health health = new Health(Phase.READY, List.of());
  private volatile Consumer<JsonGenerator> further = json -> {};
  private boolean statusNamesRooms = true;
  private final HttpServer server = new HttpServer(1);
  private HttpClient client;

  @BeforeEach
  void listens() throws Exception {
    start("/metrics", Optional.empty());
  }

  @AfterEach
  void stops() {
    server.stop();
  }

  private void start(String metricsPath, Optional<Secret> token) throws Exception {
    var ports =
        new HttpContext(
            () -> census,
            () -> health,
            () -> "up 1\n",
            (exchange, room) -> {
              switch (room) {
                case "bug" -> throw new IllegalStateException("a bug");
                case "fatal" -> throw new AssertionError("fatal");
                default -> Responses.text(exchange, 200, "entered " + room);
              }
            },
            (method, route, status, nanos) -> served.add(method + " " + route + " " + status),
            json -> further.accept(json),
            InstantSource.fixed(Instant.ofEpochMilli(1_767_000_000_123L)),
            errors::add);
    var config =
        new MonitoringConfig(
            Optional.of("1.2.3"), Optional.of("0a1b2c"), metricsPath, token, statusNamesRooms);
    client =
        new HttpClient(
            server.listen(
                new ListenConfig(0, "127.0.0.1"),
                Optional.empty(),
                false,
                new Router(config, ports, new AccessRoutes(this::login, Optional.empty()))));
  }

  private void login(HttpServerExchange exchange, String path, String room) {
    Responses.text(exchange, 200, path + " to " + room);
  }

  @Test
  void theStatusPageCountsUsersAndRooms() throws IOException {
    census =
        new Census(3, List.of(new RoomCount("world-foo.dcl.eth", 2), new RoomCount("площадь", 1)));

    var status = client.get("/status");

    assertThat(status.status()).isEqualTo(200);
    assertThat(status.header("content-type")).isEqualTo("application/json");
    assertThat(status.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(status.header("cache-control")).isEqualTo("no-store");
    assertThat(status.body())
        .isEqualTo(
            """
            {"version":"1.2.3","currentTime":1767000000123,"commitHash":"0a1b2c","users":3,\
            "rooms":2,"details":[{"roomName":"world-foo.dcl.eth","count":2},\
            {"roomName":"площадь","count":1}]}""");
    assertThat(client.get("/rooms/status").body()).isEqualTo(status.body());
  }

  @Test
  void statusMayLeaveRoomNamesOut() throws Exception {
    statusNamesRooms = false;
    start("/metrics", Optional.empty());
    census = new Census(3, List.of(new RoomCount("secret-party", 3)));

    assertThat(client.get("/status").body()).endsWith("\"users\":3,\"rooms\":1,\"details\":[]}");
    assertThat(client.get("/rooms/status").body()).doesNotContain("secret-party");
  }

  @Test
  void furtherStatusFollowsTheWorldsServersProperties() throws IOException {
    further = json -> json.writeNumberProperty("further", 1);
    assertThat(client.get("/status").body()).endsWith("\"details\":[],\"further\":1}");
  }

  @Test
  void anEmptyServerHasNoDetails() throws IOException {
    assertThat(client.get("/status?x=y").body()).contains("\"users\":0,\"rooms\":0,\"details\":[]");
  }

  @Test
  void healthFollowsTheServersPhase() throws IOException {
    health = new Health(Phase.STARTING, List.of());
    assertThat(pages()).containsExactly("200 alive", "503 starting", "503 starting");

    health = new Health(Phase.READY, List.of());
    assertThat(pages()).containsExactly("200 alive", "200 started", "200 ready");

    health = new Health(Phase.DRAINING, List.of("deny list: stale"));
    assertThat(pages())
        .containsExactly("200 alive", "200 started", "503 draining\ndeny list: stale");
  }

  private List<String> pages() throws IOException {
    var pages = new ArrayList<String>();
    for (String path : List.of("/health/live", "/health/startup", "/health/ready")) {
      var answer = client.get(path);
      pages.add(answer.status() + " " + answer.body());
    }
    return pages;
  }

  @Test
  void metricsAreInPrometheusTextFormat() throws IOException {
    var metrics = client.get("/metrics");

    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.header("content-type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body()).isEqualTo("up 1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: at all",
        "Authorization: Bearer",
        "Authorization: Bearer wrong",
        "Authorization: Basic s3same",
        "Authorization: s3same"
      })
  void metricsWithoutTheTokenAreUnauthorized(String header) throws Exception {
    start("/inner/metrics", Optional.of(new Secret("s3same")));

    var refusal = client.get("/inner/metrics", header);

    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.header("www-authenticate")).isEqualTo("Bearer");
    assertThat(refusal.body()).isEqualTo("{\"error\":\"Unauthorized\"}");
  }

  @Test
  void metricsWithTheTokenAreServed() throws Exception {
    start("/inner/metrics", Optional.of(new Secret("s3same")));

    assertThat(client.get("/inner/metrics", "Authorization: Bearer s3same").body())
        .isEqualTo("up 1\n");
    assertThat(client.get("/inner/metrics", "authorization: bearer s3same").status())
        .isEqualTo(200);
    assertThat(client.get("/metrics").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/status/", "/Status", "/rooms", "/%73tatus", "//"})
  void unknownPathIsNotFound(String path) throws IOException {
    var answer = client.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.body()).isEqualTo("{\"error\":\"Not Found\"}");
  }

  @Test
  void plainGetOfARoomRequiresAnUpgrade() throws IOException {
    var answer = client.get("/rooms/plaza");

    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.header("upgrade")).isEqualTo("websocket");
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"Upgrade Required\",\"message\":\"WebSocket upgrade required\"}");
    // A client that offers HTTP/2 requests no WebSocket.
    assertThat(client.get("/rooms/plaza", "Upgrade: h2c").status()).isEqualTo(426);
    assertThat(client.get("/rooms/status", "Upgrade: h2c").status()).isEqualTo(200);
  }

  @Test
  void upgradeIsHandledUnderBothPaths() throws IOException {
    assertThat(client.get("/rooms/plaza", UPGRADE).body()).isEqualTo("entered plaza");
    assertThat(client.get("/mini-comms/plaza", UPGRADE).body()).isEqualTo("entered plaza");
    assertThat(client.get("/rooms/caf%C3%A9+1?access_token=x", UPGRADE).body())
        .isEqualTo("entered café+1");
    assertThat(client.get("http://localhost/rooms/caf%C3%A9", UPGRADE).body())
        .isEqualTo("entered café");
    assertThat(client.get("/rooms/" + "%F0%90%8C%B0".repeat(256), UPGRADE).body())
        .isEqualTo("entered " + "𐌰".repeat(256));
  }

  /// An encoded slash does not separate segments, and a semicolon starts no parameter, even in an
  /// absolute URI from a proxy.
  @ParameterizedTest
  @ValueSource(strings = {"", "http://localhost"})
  void roomIdsMayHaveSlashesSpacesAndSymbols(String before) throws IOException {
    assertThat(client.get(before + "/rooms/a%2Fb%20c", UPGRADE).body()).isEqualTo("entered a/b c");
    assertThat(client.get(before + "/rooms/a;b!", UPGRADE).body()).isEqualTo("entered a;b!");
    assertThat(client.get(before + "/rooms/a%3Bb%25", UPGRADE).body()).isEqualTo("entered a;b%");
    assertThat(client.get(before + "/rooms/..%2Fstatus", UPGRADE).body())
        .isEqualTo("entered ../status");
    assertThat(client.request("POST", before + "/rooms/a%2Fcomms/comms").body())
        .isEqualTo("/rooms/a%2Fcomms/comms to a/comms");
  }

  @Test
  void aRoomMayBeCalledStatus() throws IOException {
    assertThat(client.get("/rooms/status", UPGRADE).body()).isEqualTo("entered status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rooms/",
        "/rooms/..",
        "/rooms/a/b",
        "/rooms/%2E%2E",
        "/rooms/a%E2%80%AEb",
        "/rooms/%20",
        "/rooms/%00",
        "/rooms/%C0%AF",
        "/mini-comms/",
        "/mini-comms/a%0A"
      })
  void invalidRoomIdIsABadRequestWithOrWithoutUpgrade(String path) throws IOException {
    for (var answer : List.of(client.get(path, UPGRADE), client.get(path))) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"error\":\"Bad Request\",\"message\":\"a ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/rooms/%", "/rooms/%4", "/rooms/%zz", "/rooms/é", "*", "rooms", "\\"})
  void invalidPathIsABadRequest(String path) throws IOException {
    assertThat(client.get(path, UPGRADE).status()).isEqualTo(400);
  }

  @Test
  void signedLoginIsHandledUnderBothPaths() throws IOException {
    assertThat(client.request("POST", "/get-comms-adapter/caf%C3%A9?x=y").body())
        .isEqualTo("/get-comms-adapter/caf%C3%A9 to café");
    assertThat(client.request("POST", "/rooms/plaza/comms").body())
        .isEqualTo("/rooms/plaza/comms to plaza");
    assertThat(client.request("POST", "/rooms/comms/comms").body())
        .isEqualTo("/rooms/comms/comms to comms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/get-comms-adapter/",
        "/get-comms-adapter/a%09b",
        "/get-comms-adapter/a/b",
        "/rooms/%E2%80%8B/comms",
        "/rooms/a/b/comms"
      })
  void signedLoginForAnInvalidRoomIdIsABadRequest(String path) throws IOException {
    var answer = client.request("POST", path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"Bad Request\",\"message\":\"a ");
  }

  @Test
  void aSignedLoginIsAPost() throws IOException {
    for (String path : List.of("/get-comms-adapter/plaza", "/rooms/plaza/comms")) {
      var answer = client.get(path);

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("POST, OPTIONS");
    }
    // A room may be called "comms", too.
    assertThat(client.get("/rooms/comms", UPGRADE).body()).isEqualTo("entered comms");
    assertThat(client.request("POST", "/rooms//comms").status()).isEqualTo(405);
  }

  @Test
  void preflightOfASignedLoginIsAnswered() throws IOException {
    var preflight =
        client.request(
            "OPTIONS",
            "/get-comms-adapter/plaza",
            "Origin: https://play.decentraland.org",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: x-identity-auth-chain-0,x-identity-timestamp");

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(preflight.header("access-control-allow-methods")).isEqualTo("POST, OPTIONS");
    assertThat(preflight.header("access-control-allow-headers").split(", ", -1))
        .contains(
            "X-Identity-Timestamp",
            "X-Identity-Metadata",
            "X-Identity-Auth-Chain-0",
            "X-Identity-Auth-Chain-9");
  }

  @Test
  void withoutARealmThereIsNoDescription() throws IOException {
    assertThat(client.get("/about").status()).isEqualTo(404);
  }

  @Test
  void headIsGetWithoutABody() throws IOException {
    var get = client.get("/status");
    var head = client.request("HEAD", "/status");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
    assertThat(client.request("HEAD", "/nothing").status()).isEqualTo(404);
    assertThat(client.request("HEAD", "/rooms/plaza").status()).isEqualTo(426);
  }

  @Test
  void preflightIsAnswered() throws IOException {
    var preflight =
        client.request(
            "OPTIONS",
            "/metrics",
            "Origin: https://play.decentraland.org",
            "Access-Control-Request-Method: GET",
            "Access-Control-Request-Headers: authorization");

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(preflight.header("access-control-allow-headers")).isEqualTo("*, Authorization");
    assertThat(preflight.header("access-control-max-age")).isEqualTo("86400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"})
  void otherMethodsAreRejected(String method) throws IOException {
    for (String path : List.of("/status", "/rooms/plaza", "/health/live", "/metrics")) {
      var answer = client.request(method, path, "Content-Length: 0");

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
      assertThat(answer.body()).isEqualTo("{\"error\":\"Method Not Allowed\"}");
    }
  }

  @Test
  void everyRequestIsRecordedByItsRoute() throws Exception {
    client.get("/status");
    assertThat(served.take()).isEqualTo("GET /status 200");
    client.get("/rooms/plaza");
    assertThat(served.take()).isEqualTo("GET /rooms/:id 426");
    client.get("/rooms/other", UPGRADE);
    assertThat(served.take()).isEqualTo("GET /rooms/:id 200");
    client.get("/mini-comms/plaza");
    assertThat(served.take()).isEqualTo("GET /mini-comms/:id 426");
    client.get("/nothing/at/all");
    assertThat(served.take()).isEqualTo("GET none 404");
    client.request("POST", "/get-comms-adapter/plaza");
    assertThat(served.take()).isEqualTo("POST /get-comms-adapter/:id 200");
    client.request("POST", "/rooms/plaza/comms");
    assertThat(served.take()).isEqualTo("POST /rooms/:id/comms 200");
    client.request("POST", "/health/live");
    assertThat(served.take()).isEqualTo("POST /health/live 405");
  }

  @Test
  void bugIsAnsweredWith500AndErrorIsReported() throws IOException {
    var answer = client.get("/rooms/bug", UPGRADE);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("{\"error\":\"Internal Server Error\"}");
    assertThat(errors).isEmpty();

    client.get("/rooms/fatal", UPGRADE);
    assertThat(errors).singleElement().asString().contains("fatal");
  }
}
