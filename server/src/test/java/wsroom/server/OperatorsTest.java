package wsroom.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wsroom.admin.Description;
import wsroom.config.BuildInfo;
import wsroom.logging.LogLines;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.PeerJoined;
import wsroom.proto.events.v1.PeerKicked;
import wsroom.proto.events.v1.PeerLeft;
import wsroom.proto.events.v1.RequestRefused;
import wsroom.proto.rfc5.WsPacket;

/// The operators' API on a real port, with real signatures.
class OperatorsTest {
  private static final String TOKEN = "not-a-secret-here";
  private static final String TWO_TOKENS = "ann:first-token-of-two,ben:second-token-of-two";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private volatile Instant now = Instant.parse("2026-05-01T12:00:00Z");
  private @Nullable RunningServer running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    http.close();
  }

  @Test
  void withoutATokenThereIsNoApi() throws Exception {
    start(Map.of());

    for (String path : List.of("/admin/rooms", "/admin/openapi.json", "/admin/", "/events")) {
      assertThat(send("GET", path, null, null).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void requestsNeedTheToken() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));

    var without = send("GET", "/admin/rooms", null, null);
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(without.body()).isEqualTo("{\"error\":\"Unauthorized\"}");
    for (String wrong : List.of("", "x", TOKEN + "x", "Not-a-secret-here")) {
      assertThat(send("GET", "/admin/rooms", wrong, null).statusCode()).isEqualTo(401);
    }
    assertThat(send("GET", "/admin/rooms?token=" + TOKEN, null, null).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/admin/rooms", TOKEN, null).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/admin/nothing", TOKEN, null).statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "/admin/rooms", TOKEN, null).statusCode()).isEqualTo(405);
    assertThat(send("GET", "/events", TOKEN, null).statusCode()).isEqualTo(426);
    assertThatThrownBy(() -> EventListener.with(http, events(""), "wrong"))
        .hasRootCauseMessage("Unexpected HTTP response status code 401");
  }

  @Test
  void guessingClientIsRejectedEvenWithAValidToken() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    for (int i = 0; i < 10; i++) {
      assertThat(send("GET", "/admin/rooms", "guess " + i, null).statusCode()).isEqualTo(401);
    }

    var locked = send("GET", "/admin/rooms", TOKEN, null);

    assertThat(locked.statusCode()).isEqualTo(429);
    assertThat(locked.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 7L);
    assertThat(send("GET", "/status", null, null).statusCode()).isEqualTo(200);
  }

  @Test
  void roomsAndTheirPeersAreListed() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN, "IO_THREADS", "2"));
    Explorer ann = enter("ann", "площадь");
    Explorer ben = enter("ben", "площадь");
    ann.hears(WsPacket::hasPeerJoinMessage);
    ann.says("hello");
    ben.hears(WsPacket::hasPeerUpdateMessage);

    JsonNode rooms = get("/admin/rooms", "/admin/rooms");
    assertThat(rooms.toString())
        .isEqualTo(
            "{\"users\":2,\"complete\":true,\"rooms\":[{\"roomId\":\"площадь\",\"peers\":2,"
                + "\"deliveriesPerSecond\":null,\"lagMillis\":null,\"backlogBytes\":0}]}");
    String path = "/admin/rooms/%D0%BF%D0%BB%D0%BE%D1%89%D0%B0%D0%B4%D1%8C/peers";
    JsonNode peers = get(path, "/admin/rooms/{roomId}/peers");
    assertThat(peers.get("complete").asBoolean()).isTrue();
    assertThat(peers.get("peers")).hasSize(2);
    JsonNode first = peers.get("peers").get(0);
    assertThat(first.get("address").asString()).isEqualTo(address("ann"));
    assertThat(first.get("alias").asInt()).isEqualTo(ann.alias());
    assertThat(first.get("inPackets").asLong()).isEqualTo(1);
    assertThat(first.get("inBytes").asLong()).isEqualTo(9);
    assertThat(peers.get("peers").get(1).get("outUpdates").asLong()).isEqualTo(1);
    JsonNode one = get("/admin/peers/" + address("ben"), "/admin/peers/{address}");
    assertThat(one.get("peers")).hasSize(1);
    assertThat(one.get("peers").get(0).get("roomId").asString()).isEqualTo("площадь");
  }

  @Test
  void lookAtARoomShowsWhereItsPeersAre() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN, "IO_THREADS", "2"));
    Explorer ann = enter("ann", "plaza");
    String path = "/admin/rooms/plaza/positions";
    String template = "/admin/rooms/{roomId}/positions";
    ann.is(1, 2, 3);
    assertThat(get(path, template).get("positions")).isEmpty();

    JsonNode positions = get(path, template).get("positions");
    for (int i = 0; i < 100 && positions.isEmpty(); i++) {
      ann.is(4, 5, 6);
      positions = get(path, template).get("positions");
    }
    assertThat(positions).hasSize(1);
    assertThat(positions.get(0).get("address").asString()).isEqualTo(address("ann"));
    assertThat(positions.get(0).get("alias").asInt()).isEqualTo(ann.alias());
    assertThat(positions.get(0).get("z").asDouble()).isEqualTo(6);
    assertThat(get("/admin/rooms/nowhere/positions", template).get("positions")).isEmpty();
    assertThat(send("GET", "/admin/rooms/a%09b/positions", TOKEN, null).statusCode())
        .isEqualTo(400);
  }

  @Test
  void historyIsAsDescribed() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    JsonNode history = get("/admin/history", "/admin/history");

    assertThat(history.get("intervalSeconds").asInt()).isEqualTo(10);
    assertThat(history.get("samples")).isEmpty();
    assertThat(send("GET", "/admin/history?after=yesterday", TOKEN, null).statusCode())
        .isEqualTo(400);
  }

  @Test
  void joinTimeIsTheSameInEachAnswerToTheMillisecond() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    enter("ann", "plaza");
    String path = "/admin/peers/" + address("ann");
    JsonNode first = get(path, "/admin/peers/{address}").get("peers").get(0);
    String joinedAt = first.get("joinedAt").asString();

    assertThat(joinedAt).matches("[0-9-]+T[0-9:]+\\.[0-9]{3}Z");
    for (int i = 0; i < 3; i++) {
      now = now.plusMillis(7);
      JsonNode again = get(path, "/admin/peers/{address}").get("peers").get(0);
      assertThat(again.get("joinedAt").asString()).isEqualTo(joinedAt);
    }
  }

  @Test
  void versionAndCommitDefaultToTheBuilds() throws Exception {
    start(Map.of());
    BuildInfo build = BuildInfo.load();

    assertThat(send("GET", "/status", null, null).body())
        .contains("\"version\":\"" + build.version() + "\"")
        .contains("\"commitHash\":\"" + build.commit() + "\"");
    assertThat(send("GET", "/metrics", null, null).body())
        .contains(
            "ws_room_service_build_info{commitHash=\"%s\",ethNetwork=\"mainnet\",version=\"%s\"} 1.0"
                .formatted(build.commit(), build.version()));
  }

  @Test
  void settingsMayNameAnotherVersionAndCommit() throws Exception {
    start(Map.of("CURRENT_VERSION", "2.0-fork", "COMMIT_HASH", "f00d"));

    assertThat(send("GET", "/status", null, null).body())
        .contains("\"version\":\"2.0-fork\"")
        .contains("\"commitHash\":\"f00d\"");
  }

  @Test
  void kickWithDurationRejectsJoinsUntilItsEnd() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    Explorer ann = enter("ann", "plaza");
    String upperCase = "0x" + address("ann").substring(2).toUpperCase(Locale.ROOT);

    JsonNode kicked =
        post(
            "/admin/peers/" + upperCase + "/kick",
            "/admin/peers/{address}/kick",
            "{\"reason\":\"spam\",\"durationSeconds\":60}");

    assertThat(kicked.toString())
        .isEqualTo("{\"complete\":true,\"sessionsEnded\":1,\"until\":\"2026-05-01T12:01:00Z\"}");
    assertThat(ann.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("kicked by an operator: spam");
    assertThat(ann.closeCode()).isEqualTo(1008);
    now = now.plusSeconds(59);
    Explorer again = knock("ann", "plaza");
    assertThat(again.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("this address is banned: spam");
    assertThat(again.closeCode()).isEqualTo(1008);
    assertThat(get("/admin/exclusions", "/admin/exclusions").get("addresses")).hasSize(1);

    now = now.plusSeconds(1);
    assertThat(get("/admin/exclusions", "/admin/exclusions").get("addresses")).isEmpty();
    enter("ann", "plaza");
  }

  @Test
  void pardonedAddressMayJoinAtOnce() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    String path = "/admin/peers/" + address("ann");
    post(
        path + "/kick",
        "/admin/peers/{address}/kick",
        "{\"reason\":\"spam\",\"durationSeconds\":60}");
    JsonNode pardoned =
        post(path + "/pardon", "/admin/peers/{address}/pardon", "{\"reason\":\"a mistake\"}");

    assertThat(pardoned.get("wasShutOut").asBoolean()).isTrue();
    enter("ann", "plaza");
  }

  @Test
  void closedRoomIsEmptiedAndRejectsJoinsUntilItsEnd() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    Explorer ann = enter("ann", "plaza");
    Explorer ben = enter("ben", "theatre");

    JsonNode closed =
        post(
            "/admin/rooms/plaza/close",
            "/admin/rooms/{roomId}/close",
            "{\"reason\":\"works\",\"durationSeconds\":60}");

    assertThat(closed.get("sessionsEnded").asInt()).isEqualTo(1);
    assertThat(ann.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("the room is closed: works");
    Explorer cat = new Explorer(http, server().room("plaza"), address("cat"));
    cat.identifies();
    assertThat(cat.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("the room is closed: works");
    var login = logsIn("cat", "plaza");
    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(login.body()).isEqualTo("{\"message\":\"the room is closed: works\"}");
    assertThat(logsIn("cat", "theatre").body()).contains("fixedAdapter");
    post(
        "/admin/rooms/plaza/open", "/admin/rooms/{roomId}/open", "{\"reason\":\"works are done\"}");
    enter("cat", "plaza");
    ben.says("still here");
    assertThat(get("/admin/rooms/theatre/peers", "/admin/rooms/{roomId}/peers").get("peers"))
        .hasSize(1);
  }

  @Test
  void drainEndsSessionsAndResumeAcceptsClientsAgain() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    Explorer ann = enter("ann", "plaza");

    JsonNode drained = post("/admin/drain", "/admin/drain", "{\"reason\":\"an upgrade\"}");

    assertThat(drained.get("phase").asString()).isEqualTo("draining");
    assertThat(ann.closeCode()).isEqualTo(1001);
    assertThat(send("GET", "/health/ready", null, null).statusCode()).isEqualTo(503);
    assertThat(server().metric("ws_room_ready")).isZero();
    assertThatThrownBy(() -> new Explorer(http, server().room("plaza"), address("ben")))
        .hasRootCauseMessage("Unexpected HTTP response status code 503");
    assertThat(get("/admin/server", "/admin/server").get("phase").asString()).isEqualTo("draining");

    post("/admin/resume", "/admin/resume", "{\"reason\":\"called off\"}");
    assertThat(send("GET", "/health/ready", null, null).statusCode()).isEqualTo(200);
    assertThat(server().metric("ws_room_ready")).isEqualTo(1);
    enter("ann", "plaza");
  }

  @Test
  void drainMayKeepOpenSessions() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    Explorer ann = enter("ann", "plaza");
    Explorer ben = enter("ben", "plaza");
    ann.hears(WsPacket::hasPeerJoinMessage);

    post("/admin/drain", "/admin/drain", "{\"reason\":\"an upgrade\",\"keepPeers\":true}");

    assertThat(send("GET", "/health/ready", null, null).statusCode()).isEqualTo(503);
    ann.says("still here");
    ben.hears(WsPacket::hasPeerUpdateMessage);
  }

  @Test
  void invalidRequestIsRejectedWithoutEffect() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    Explorer ann = enter("ann", "plaza");
    String kick = "/admin/peers/" + address("ann") + "/kick";

    refused(kick, "/admin/peers/{address}/kick", "{\"durationSeconds\":60}", 400);
    refused(kick, "/admin/peers/{address}/kick", "kick her!", 400);
    refused("/admin/peers/0x1/kick", "/admin/peers/{address}/kick", "{\"reason\":\"x\"}", 400);
    refused("/admin/rooms/a%09b/close", "/admin/rooms/{roomId}/close", "{\"reason\":\"x\"}", 400);
    refused(kick, "/admin/peers/{address}/kick", "x".repeat(5000), 413);
    for (String query :
        List.of("topic=peers", "limit=0", "limit=1001", "after=-1", "room=a%09b", "token=x")) {
      var answer = send("GET", "/admin/events?" + query, TOKEN, null);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
    }
    assertThat(send("GET", "/admin/events?limit=1001", TOKEN, null).body().toString())
        .contains("limit must be a whole number, 1 to 1000");
    ann.says("still here");
    assertThat(get("/admin/rooms/plaza/peers", "/admin/rooms/{roomId}/peers").get("peers"))
        .hasSize(1);
  }

  @Test
  void eachActionIsLoggedWithOperatorTargetAndReason() throws Exception {
    start(Map.of("ADMIN_TOKEN", TWO_TOKENS));
    List<ILoggingEvent> lines;
    try (LogLines log = LogLines.of("wsroom.admin.AuditLog")) {
      String body = "{\"reason\":\"spam\",\"durationSeconds\":60}";
      var answer =
          send("POST", "/admin/peers/" + address("eve") + "/kick", "second-token-of-two", body);
      assertThat(answer.statusCode()).isEqualTo(200);
      lines = log.events();
    }

    assertThat(lines).hasSize(1);
    var pairs = new HashMap<String, String>();
    lines
        .getFirst()
        .getKeyValuePairs()
        .forEach(pair -> pairs.put(pair.key, String.valueOf(pair.value)));
    assertThat(pairs)
        .isEqualTo(
            Map.of(
                "act", "kick",
                "address", address("eve"),
                "operator", "ben",
                "from", "127.0.0.1",
                "seconds", "60",
                "reason", "spam"));
  }

  @Test
  void eventsAreInOrderWithTheirSessions() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    EventListener listener = EventListener.with(http, events(""), TOKEN);
    enter("ann", "plaza");
    post(
        "/admin/peers/" + address("ann") + "/kick",
        "/admin/peers/{address}/kick",
        "{\"reason\":\"spam\"}");

    Envelope created = listener.hears("room.created");
    PeerJoined joined = listener.hears("peer.joined").getEvent().unpack(PeerJoined.class);
    PeerKicked kicked = listener.hears("peer.kicked").getEvent().unpack(PeerKicked.class);
    PeerLeft left = listener.hears("peer.left").getEvent().unpack(PeerLeft.class);
    Envelope gone = listener.hears("room.gone");

    assertThat(joined.getAddress()).isEqualTo(address("ann"));
    assertThat(kicked.getText()).isEqualTo("kicked by an operator: spam");
    assertThat(left.getReason()).isEqualTo("kicked");
    assertThat(List.of(kicked.getSessionId(), left.getSessionId()))
        .containsOnly(joined.getSessionId());
    assertThat(created.getHeader().getSequence()).isEqualTo(1);
    assertThat(gone.getHeader().getSequence()).isEqualTo(5);
    assertThat(gone.getHeader().getTimeMs()).isEqualTo(now.toEpochMilli());
    JsonNode kept = get("/admin/events?topic=peer", "/admin/events");
    assertThat(kept.get("source").asString()).isEqualTo(gone.getHeader().getSource());
    assertThat(kept.get("events").valueStream().map(event -> event.get("topic").asString()))
        .containsExactly("peer.joined", "peer.kicked", "peer.left");
    assertThat(get("/admin/events?after=4", "/admin/events").get("events")).hasSize(1);
    assertThat(
            get("/admin/events?limit=1", "/admin/events")
                .get("events")
                .get(0)
                .get("sequence")
                .asLong())
        .isEqualTo(5);
  }

  @Test
  void rejectedRequestsAreEventsAtALimitedRate() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN, "ROOM_ID_PATTERN", "plaza"));
    EventListener listener = EventListener.with(http, events("?topic=request"), TOKEN);
    for (int i = 0; i < 30; i++) {
      assertThatThrownBy(() -> new Explorer(http, server().room("theatre"), address("eve")))
          .hasRootCauseMessage("Unexpected HTTP response status code 400");
    }
    assertThat(logsIn("eve", "theatre").statusCode()).isEqualTo(400);

    RequestRefused first =
        listener.hears("request.refused").getEvent().unpack(RequestRefused.class);
    assertThat(first.getCount()).isEqualTo(1);
    assertThat(first.getWay()).isEqualTo("upgrade");
    assertThat(first.getRoomId()).isEqualTo("theatre");
    assertThat(first.getReason()).isEqualTo("room_id");
    assertThat(first.getText()).isEqualTo("room id not allowed");
    long told = first.getCount();
    int events = 1;
    boolean toldOfTheLogin = false;
    while (told < 30 || !toldOfTheLogin) {
      RequestRefused next =
          listener.hears("request.refused").getEvent().unpack(RequestRefused.class);
      events++;
      if (next.getWay().equals("login")) {
        toldOfTheLogin = true;
      } else {
        told += next.getCount();
      }
    }
    assertThat(told).isEqualTo(30);
    assertThat(events).isLessThan(10);
    assertThat(
            get("/admin/events?topic=request", "/admin/events")
                .get("events")
                .get(0)
                .get("way")
                .asString())
        .isEqualTo("upgrade");
  }

  @Test
  void tokenMayBeASubprotocol() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(TOKEN.getBytes(UTF_8));

    EventListener listener =
        EventListener.withSubprotocols(http, events(""), "ws-room-events", "bearer." + token);

    assertThat(listener.subprotocol()).isEqualTo("ws-room-events");
    enter("ann", "plaza");
    listener.hears("room.created");
  }

  @Test
  void excessConsumerIsRejectedWithRetryAfter() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    for (int i = 0; i < 32; i++) {
      EventListener.with(http, events(""), TOKEN);
    }

    assertThatThrownBy(() -> EventListener.with(http, events(""), TOKEN))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refusal -> {
              assertThat(refusal.getResponse().statusCode()).isEqualTo(503);
              assertThat(refusal.getResponse().headers().firstValue("retry-after")).contains("5");
            });
  }

  @Test
  void messageFromAConsumerClosesItAndShutdownClosesTheOthers() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    EventListener talker = EventListener.with(http, events(""), TOKEN);
    talker.says("hello");
    assertThat(talker.closeCode()).isEqualTo(1003);

    EventListener listener = EventListener.with(http, events("?topic=peer.left"), TOKEN);
    enter("ann", "plaza");
    server().close();
    assertThat(listener.hears("peer.left").getEvent().unpack(PeerLeft.class).getReason())
        .isEqualTo("shutdown");
    assertThat(listener.closeCode()).isEqualTo(1001);
  }

  @Test
  void eachJoinHasItsLeaveUnderChurn() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN, "IO_THREADS", "2", "DUPLICATE_SESSION_SCOPE", "server"));
    EventListener listener =
        EventListener.with(http, events("?topic=peer.joined,peer.left"), TOKEN);
    Random random = new Random(42);
    Map<String, Explorer> here = new HashMap<>();
    int entries = 40;
    for (int i = 0; i < entries; i++) {
      String name = "peer " + random.nextInt(6);
      // An address with an open session takes it over.
      here.put(name, enter(name, random.nextBoolean() ? "plaza" : "theatre"));
      if (random.nextInt(3) == 0) {
        here.remove(name).leaves();
      }
    }
    here.values().forEach(Explorer::leaves);

    Map<Long, PeerJoined> present = new HashMap<>();
    Set<String> addresses = new HashSet<>();
    long last = 0;
    for (int i = 0; i < 2 * entries; i++) {
      Envelope next = listener.next();
      assertThat(next.getHeader().getSequence()).isGreaterThan(last);
      last = next.getHeader().getSequence();
      if (next.getEvent().is(PeerJoined.class)) {
        PeerJoined joined = next.getEvent().unpack(PeerJoined.class);
        assertThat(addresses.add(joined.getAddress())).as("one session of %s", joined).isTrue();
        present.put(joined.getSessionId(), joined);
      } else {
        PeerLeft left = next.getEvent().unpack(PeerLeft.class);
        PeerJoined joined = present.remove(left.getSessionId());
        assertThat(joined == null ? 0 : joined.getAlias())
            .as("who leaves: %s", left)
            .isEqualTo(left.getAlias());
        addresses.remove(left.getAddress());
      }
    }
    assertThat(present).isEmpty();
  }

  // --- The server and its callers ---

  private Explorer enter(String name, String room) throws InterruptedException {
    return Explorer.enters(http, server().room(room), identity(name));
  }

  private Explorer knock(String name, String room) throws InterruptedException {
    return Explorer.knocks(http, server().room(room), identity(name));
  }

  private HttpResponse<String> logsIn(String name, String room) throws Exception {
    URI login = URI.create("http://" + server().host() + "/get-comms-adapter/" + room);
    return Explorer.logsIn(http, login, identity(name));
  }

  private Identity identity(String name) {
    return Identity.named(name, nextYear);
  }

  private String address(String name) {
    return identity(name).address();
  }

  private URI events(String query) {
    return URI.create("ws://" + server().host() + "/events" + query);
  }

  /// Sends a query, and checks the response against the description.
  private JsonNode get(String path, String template) throws Exception {
    return held("GET", template, send("GET", path, TOKEN, null));
  }

  private JsonNode post(String path, String template, String body) throws Exception {
    return held("POST", template, send("POST", path, TOKEN, body));
  }

  private JsonNode held(String method, String template, HttpResponse<String> answer)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    description().holds(method, template, 200, answer.body());
    return JsonMapper.shared().readTree(answer.body());
  }

  private void refused(String path, String template, String body, int status) throws Exception {
    var answer = send("POST", path, TOKEN, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    description().holds("POST", template, status, answer.body());
  }

  private Description description() throws Exception {
    return new Description(send("GET", "/admin/openapi.json", null, null).body());
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String token, @Nullable String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + server().host() + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private void start(Map<String, String> settings) {
    running = new RunningServer(settings, () -> now);
  }

  private RunningServer server() {
    return Objects.requireNonNull(running);
  }
}
