package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.archipelago.SocketRegistry;
import wsroom.archipelago.TransportLine;
import wsroom.logging.LogLines;
import wsroom.proto.archipelago.TransportType;
import wsroom.proto.rfc5.WsPacket;

/// Islands in this server's rooms: a registry, the server and clients over real sockets.
class ArchipelagoTest {
  private static final String SECRET = "known to the registry";
  private static final String ADMIN_TOKEN = "not-a-secret-here";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private final Identity ann = Identity.named("ann", nextYear);
  private final Identity ben = Identity.named("ben", nextYear);
  private final Identity eve = Identity.named("eve", nextYear);
  @TempDir private Path folder = Path.of("");
  private SocketRegistry registry;
  private LateProxy door;
  private @Nullable RunningServer running;

  @BeforeEach
  void opens() throws Exception {
    registry = new SocketRegistry(SECRET);
    door = new LateProxy();
  }

  @AfterEach
  void closes() throws Exception {
    if (running != null) {
      running.close();
    }
    registry.close();
    door.close();
    http.close();
  }

  // --- Islands ---

  @ParameterizedTest
  @ValueSource(strings = {"off", "optional", "required"})
  void anIslandsPeersMeetWhereTheRegistryIsToldThatTheyDo(String tokens) throws Exception {
    starts(Map.of("ACCESS_TOKENS", tokens));
    TransportLine line = registered();

    line.asks("r1", "I7", List.of(ann.address(), ben.address()));
    var answer = line.hearsAnswer();

    assertThat(answer.getRequestId()).isEqualTo("r1");
    assertThat(answer.getConnStrsMap()).containsOnlyKeys(ann.address(), ben.address());
    String annsWay = answer.getConnStrsOrThrow(ann.address());
    String plain = "ws-room:ws://" + door.host() + "/rooms/I7";
    assertThat(annsWay).startsWith(tokens.equals("off") ? plain : plain + "?access_token=");
    Explorer first = enters(ann, annsWay);
    Explorer second = enters(ben, answer.getConnStrsOrThrow(ben.address()));
    second.says("hello");
    first.knows(List.of(first.alias(), second.alias()));
    assertThat(first.hearsUpdates(1)).containsEntry(second.alias(), List.of("hello"));
    assertThat(page("/status")).contains("\"roomName\":\"I7\",\"count\":2");
  }

  @Test
  void connectionStringWorksForItsUserAndRoomOnly() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    TransportLine line = registered();
    line.asks("r1", "I7", List.of(ann.address()));
    String annsWay = line.hearsAnswer().getConnStrsOrThrow(ann.address());

    Explorer thief = Explorer.knocks(http, toDial(annsWay), eve);

    assertThat(thief.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("the access token is for another address");
    assertThatThrownBy(() -> enters(ann, annsWay.replace("/I7", "/I8")))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    enters(ann, annsWay);
  }

  @Test
  void invalidAddressGetsTheRoomWithoutATokenInACompleteAnswer() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    TransportLine line = registered();

    line.asks("r1", "I7", List.of("nobody", ann.address()));

    assertThat(line.hearsAnswer().getConnStrsMap())
        .containsEntry("nobody", "ws-room:ws://" + door.host() + "/rooms/I7")
        .hasSize(2);
  }

  @Test
  void unavailableRoomsAreNotHandedOut() throws Exception {
    starts(Map.of("ROOM_ID_PATTERN", "I[0-9]+", "ADMIN_TOKEN", ADMIN_TOKEN));
    TransportLine line = registered();
    acts("rooms/I5/close", "{\"reason\":\"works\",\"durationSeconds\":600}");

    for (String room : List.of("plaza", "", "I 1", "..", "I5")) {
      line.asks("about " + room, room, List.of(ann.address()));
    }
    line.asks("about I6", "I6", List.of(ann.address()));

    assertThat(line.hearsAnswer().getRequestId()).isEqualTo("about I6");
    awaits("/metrics", "ws_room_archipelago_answer_seconds_count 2");
    assertThat(page("/metrics"))
        .contains("ws_room_archipelago_requests_total{outcome=\"room_refused\"} 5.0")
        .contains("ws_room_archipelago_requests_total{outcome=\"answered\"} 2.0");
  }

  @Test
  void aWholeIslandHasItsAnswerAtOnce() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    TransportLine line = registered();
    List<String> users = IntStream.range(0, 2000).mapToObj(i -> "0x%040x".formatted(i)).toList();

    line.asks("r1", "I7", users);

    assertThat(line.hearsAnswer().getConnStrsMap()).containsOnlyKeys(users);
  }

  // --- Messages to the registry ---

  @Test
  void registrationDescribesTheTransport() throws Exception {
    starts(Map.of("MAX_USERS", "80", "MAX_ISLAND_SIZE", "60"));

    var init = registry.accepts().hearsInit();

    assertThat(init.getType()).isEqualTo(TransportType.TT_WS);
    assertThat(init.getMaxIslandSize()).isEqualTo(60);
  }

  @Test
  void withoutAnotherSizeAnIslandIsAsLargeAsARoom() throws Exception {
    starts(Map.of("MAX_USERS", "80"));
    assertThat(registry.accepts().hearsInit().getMaxIslandSize()).isEqualTo(80);
  }

  @Test
  void seatsAndUsersFollowJoinsAndLeaves() throws Exception {
    starts(Map.of("MAX_CONNECTIONS", "10", "HANDSHAKE_TIMEOUT", "600000"));
    TransportLine line = registry.accepts();
    Instant registered = Instant.now();
    line.hearsInit();
    line.awaitsHeartbeat(10, 0);

    Explorer first = enters(ann, room("I1"));
    enters(ben, room("I2"));
    new Explorer(http, toDial(room("I2")), eve.address());
    awaits("/metrics", "\nws_room_open_connections 3.0");
    // Changes are reported at once.
    server().control().drain(true);
    line.awaitsHeartbeat(0, 2);
    server().control().resume();
    line.awaitsHeartbeat(7, 2);

    first.leaves();
    first.closeCode();
    awaits("/metrics", "\nws_room_open_connections 2.0");
    server().control().drain(true);
    line.awaitsHeartbeat(0, 1);
    server().control().resume();
    line.awaitsHeartbeat(8, 1);
    // None of these was delayed until the next heartbeat, after 10 s.
    assertThat(Instant.now()).isBefore(registered.plusSeconds(10));
  }

  @Test
  void aFullServerHasNoSeats() throws Exception {
    starts(Map.of("MAX_CONNECTIONS", "1"));
    enters(ann, room("I1"));
    registry.accepts().cuts();

    TransportLine line = registry.accepts();

    line.hearsInit();
    line.awaitsHeartbeat(0, 1);
  }

  @Test
  void shutdownOffersNoSeatsAndUnregistersAfterTheDrain() throws Exception {
    starts(Map.of());
    TransportLine line = registered();
    Explorer here = enters(ann, room("I1"));

    CompletableFuture<Void> end = CompletableFuture.runAsync(server()::close);

    line.awaitsNoSeats();
    assertThat(here.closeCode()).isEqualTo(1001);
    assertThat(line.closeCode()).isEqualTo(1001);
    line.isGone();
    end.join();
  }

  @Test
  void mergeDuringADrainIsNotAnsweredAndTheLinkStays() throws Exception {
    starts(Map.of());
    TransportLine line = registered();
    server().control().drain(true);
    line.hearsHeartbeat();

    line.asks("r1", "I1", List.of(ann.address()));
    awaits("/metrics", "ws_room_archipelago_requests_total{outcome=\"not_open\"} 1.0");
    server().control().resume();
    line.hearsHeartbeat();
    line.asks("r2", "I1", List.of(ann.address()));

    assertThat(line.hearsAnswer().getRequestId()).isEqualTo("r2");
    assertThat(page("/metrics")).contains("ws_room_archipelago_links_total 1.0");
  }

  @Test
  void proxysRejectionOfTheTokenCountsAsRejectionOfTheSecret() throws Exception {
    registry.answersWith("403 Forbidden");
    starts(Map.of());

    awaits("/metrics", "ws_room_archipelago_link_ends_total{reason=\"refused\"}");
    assertThat(page("/status")).contains("\"problem\":\"registry answered with HTTP status 403\"");
  }

  // --- Faults ---

  @Test
  void aPingIsAnsweredWithWhatItCarries() throws Exception {
    starts(Map.of());
    TransportLine line = registered();
    line.pings();
    assertThat(line.hearsPong().remaining()).isZero();
    assertThat(line.hearsPongTo(42)).isEqualTo(ByteBuffer.wrap(new byte[] {42}));
  }

  @Test
  void fragmentedMessageIsOneMessageAndMalformedOnesAreIgnored() throws Exception {
    starts(Map.of());
    TransportLine line = registered();

    line.saysText("a text");
    line.says(new byte[] {-1, -1, -1});
    line.says(new byte[0]);
    line.says(new byte[] {(byte) 0xFA, 1, 0});
    line.saysInPieces(TransportLine.request("r1", "I7", List.of(ann.address())));

    assertThat(line.hearsAnswer().getRequestId()).isEqualTo("r1");
    assertThat(page("/metrics"))
        .contains("ws_room_archipelago_requests_total{outcome=\"malformed\"} 2.0")
        .contains("ws_room_archipelago_links_total 1.0");
  }

  @Test
  void oversizeMessageOrInvalidFrameReconnects() throws Exception {
    starts(Map.of());
    TransportLine line = registered();
    line.says(new byte[(1 << 18) + 1]);
    line.isGone();

    line = registered();
    line.breaksTheProtocol();
    line.isGone();

    line = registered();
    line.asks("r1", "I7", List.of(ann.address()));
    assertThat(line.hearsAnswer().getConnStrsCount()).isEqualTo(1);
    assertThat(page("/metrics"))
        .contains("ws_room_archipelago_link_ends_total{reason=\"violation\"} 1.0")
        .contains("ws_room_archipelago_link_ends_total{reason=\"lost\"} 1.0");
  }

  @Test
  void lostLinkAndRestartedRegistryReconnect() throws Exception {
    starts(Map.of());
    registered().cuts();
    registered();
    registry.goesDown();
    awaits("/status", "\"problem\":\"connection refused\"");
    assertThat(page("/health/ready")).isEqualTo("ready");
    registry.comesBack();

    TransportLine line = registered();

    line.asks("r1", "I7", List.of(ann.address()));
    assertThat(line.hearsAnswer().getConnStrsCount()).isEqualTo(1);
    assertThat(page("/metrics"))
        .contains("\nws_room_archipelago_connected 1.0")
        .contains("ws_room_archipelago_links_total 3.0")
        .contains("ws_room_archipelago_link_ends_total{reason=\"unreachable\"}");
    assertThat(page("/status")).contains("\"archipelago\":{\"state\":\"connected\"");
  }

  @Test
  void rejectedSecretIsLoggedAndRetriedLessOften() throws Exception {
    starts(Map.of("ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET", "another secret"));

    assertThat(registry.refuses()).isEqualTo("a forged token");
    assertThat(registry.refuses()).isEqualTo("a forged token");
    awaits("/status", "\"failures\":2");

    assertThat(page("/status")).contains("check ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET");
    assertThat(page("/metrics"))
        .contains("ws_room_archipelago_link_ends_total{reason=\"refused\"}");
  }

  @Test
  void rejectedUpgradeIsRetriedWithAFreshToken() throws Exception {
    registry.answersWith("503 Service Unavailable");
    // The next attempt may be within the same second, and tokens have a resolution of seconds.
    Instant begun = Instant.now();
    AtomicInteger looks = new AtomicInteger();
    starts(Map.of(), () -> begun.plusSeconds(looks.getAndIncrement()));
    String first = token(registry.head());
    awaits("/status", "\"problem\":\"registry answered with HTTP status 503\"");
    registry.answersWith("101 Switching Protocols");

    registered();

    assertThat(token(registry.head())).isNotEqualTo(first);
  }

  @Test
  void overTlsTheRegistryIsReachedAsWell() throws Exception {
    PemFiles pem = PemFiles.make(folder, "EC");
    speaksTls(pem);
    SSLContext before = SSLContext.getDefault();
    try {
      SSLContext.setDefault(PemFiles.trusting(pem));
      starts(Map.of());
      TransportLine line = registered();

      line.asks("r1", "I7", List.of(ann.address()));

      assertThat(line.hearsAnswer().getConnStrsMap()).containsOnlyKeys(ann.address());
      server().close();
      assertThat(line.closeCode()).isEqualTo(1001);
    } finally {
      SSLContext.setDefault(before);
    }
  }

  @Test
  void registryWithAnUntrustedCertificateGetsNoToken() throws Exception {
    speaksTls(PemFiles.make(folder, "EC"));
    starts(Map.of());

    awaits("/status", "\"problem\":\"no trusted TLS connection\"");
    assertThat(registry.heads()).isZero();
    assertThat(page("/health/ready")).isEqualTo("ready");
  }

  @Test
  void theServerIsReadyWhetherOrNotTheRegistryIsThere() throws Exception {
    registry.goesDown();
    starts(Map.of());
    assertThat(page("/health/ready")).isEqualTo("ready");
    enters(ann, room("I1"));
  }

  @Test
  void withoutTheSettingsNothingIsSaidOfIt() throws Exception {
    starts(
        Map.of(
            "ARCHIPELAGO_TRANSPORT_REGISTRATION_URL", "",
            "ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET", ""));
    assertThat(page("/status")).doesNotContain("archipelago").endsWith("\"details\":[]}");
    assertThat(page("/metrics")).doesNotContain("archipelago");
  }

  // --- Secrets are never shown ---

  @Test
  void neitherTheSecretNorATokenIsInTheLogOrOnAPage() throws Exception {
    String pages;
    String head;
    List<String> logged;
    try (LogLines log = LogLines.everything()) {
      registry.answersWith("403 Forbidden");
      starts(Map.of());
      head = registry.head();
      awaits("/status", "HTTP status 403");
      registry.answersWith("101 Switching Protocols");
      registered().cuts();
      registered();
      pages = page("/status") + page("/metrics");
      server().close();
      logged = log.wholeLines();
    }

    assertThat(logged).anyMatch(line -> line.contains("not registered with Archipelago"));
    String beginning = token(head).substring(0, 20);
    assertThat(logged)
        .noneMatch(line -> line.contains(beginning) || line.contains("access_token"))
        .noneMatch(line -> line.contains(SECRET));
    assertThat(pages).doesNotContain(beginning, SECRET);
  }

  // --- Helpers ---

  private void starts(Map<String, String> settings) {
    starts(settings, InstantSource.system());
  }

  private void starts(Map<String, String> settings, InstantSource clock) {
    Map<String, String> all = new HashMap<>();
    all.put("WS_ROOM_SERVICE_URL", "ws://" + door.host());
    all.put("ARCHIPELAGO_TRANSPORT_REGISTRATION_URL", registry.uri().toString());
    all.put("ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET", SECRET);
    all.putAll(settings);
    RunningServer server = new RunningServer(all, clock);
    running = server;
    door.leadsTo(server.address());
  }

  /// Replaces the registry with one on TLS.
  private void speaksTls(PemFiles pem) throws Exception {
    registry.close();
    registry = new SocketRegistry(SECRET, "wss", pem.serving().getServerSocketFactory());
  }

  private RunningServer server() {
    return Objects.requireNonNull(running);
  }

  /// Waits for the server's init message, and accepts the link with a first request.
  private TransportLine registered() throws Exception {
    TransportLine line = registry.accepts();
    line.hearsInit();
    line.hearsHeartbeat();
    line.asks("first", "I0", List.of());
    assertThat(line.hearsAnswer().getRequestId()).isEqualTo("first");
    return line;
  }

  private Explorer enters(Identity identity, String uri) throws InterruptedException {
    return Explorer.enters(http, toDial(uri), identity);
  }

  /// The part after the scheme.
  private static URI toDial(String uri) {
    assertThat(uri).startsWith("ws-room:");
    return URI.create(uri.substring("ws-room:".length()));
  }

  private String room(String id) {
    return "ws-room:ws://" + door.host() + "/rooms/" + id;
  }

  private String page(String path) throws IOException {
    return server().page(path);
  }

  private void awaits(String path, String text) throws IOException {
    server().awaits(path, text);
  }

  private void acts(String path, String body) throws Exception {
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://" + door.host() + "/admin/" + path))
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String token(String head) {
    String target = head.split(" ", 3)[1];
    return target.substring(target.indexOf('=') + 1);
  }
}
