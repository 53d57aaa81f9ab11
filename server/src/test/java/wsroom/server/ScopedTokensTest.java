package wsroom.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wsroom.admin.Description;
import wsroom.admin.SseClient;
import wsroom.proto.rfc5.WsPacket;

/// Tokens that cover a part of the server, on a real port.
class ScopedTokensTest {
  private static final String ALL = "covers-everything";
  private static final String OWNER = "owner-of-anns-world";
  private static final String READER = "reads-anns-world";
  private static final String LISTENER = "hears-joins-everywhere";
  private static final String SECRET = "a secret of at least 32 characters!";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private @Nullable RunningServer running;

  @BeforeEach
  void start() {
    running =
        new RunningServer(
            Map.of(
                "ADMIN_TOKEN",
                "root:" + ALL,
                "ADMIN_SCOPED_TOKENS",
                "ann:%s;rooms=ann,ann-*;acts=kick,close,say reader:%s;rooms=ann %s;topics=peer.joined"
                    .formatted(OWNER, READER, "listener:" + LISTENER),
                "ADMIN_JWT_SECRET",
                SECRET));
  }

  @AfterEach
  void stop() {
    server().close();
    http.close();
  }

  @Test
  void ownerSeesJustTheirRooms() throws Exception {
    enter("eve", "ann-1");
    enter("bob", "plaza");

    JsonNode rooms = read("/admin/rooms", OWNER);
    assertThat(rooms.get("users").asInt()).isEqualTo(1);
    assertThat(rooms.get("rooms")).hasSize(1);
    assertThat(rooms.get("rooms").get(0).get("roomId").asString()).isEqualTo("ann-1");
    assertThat(read("/admin/rooms/ann-1/peers", OWNER).get("peers")).hasSize(1);
    assertThat(read("/admin/peers/" + address("eve"), OWNER).get("peers")).hasSize(1);
    assertThat(read("/admin/peers/" + address("bob"), OWNER).get("peers")).isEmpty();
    assertThat(read("/admin/peers/" + address("bob"), ALL).get("peers")).hasSize(1);
    assertThat(read("/admin/rooms", LISTENER).get("users").asInt()).isEqualTo(2);
  }

  @Test
  void whatATokenLacksIsNamed() throws Exception {
    lacks("GET", "/admin/rooms/plaza/peers", OWNER, "the room plaza");
    lacks("GET", "/admin/rooms/plaza/positions", OWNER, "the room plaza");
    lacks("POST", "/admin/rooms/plaza/close", OWNER, "the room plaza");
    lacks("POST", "/admin/rooms/plaza/open", OWNER, "the room plaza");
    lacks("POST", "/admin/rooms/plaza/peers/" + address("bob") + "/kick", OWNER, "the room plaza");
    lacks(
        "POST", "/admin/rooms/plaza/peers/" + address("bob") + "/pardon", OWNER, "the room plaza");
    lacks("POST", "/admin/peers/" + address("bob") + "/kick", OWNER, "the server as a whole");
    lacks("POST", "/admin/peers/" + address("bob") + "/pardon", OWNER, "the server as a whole");
    lacks("GET", "/admin/history", OWNER, "the server as a whole");
    lacks("POST", "/admin/drain", OWNER, "the act drain");
    lacks("POST", "/admin/resume", OWNER, "the act drain");
    lacks("POST", "/admin/rooms/ann/close", READER, "the act close");
    lacks("POST", "/admin/rooms/ann/open", READER, "the act close");
    lacks("POST", "/admin/rooms/ann/peers/" + address("bob") + "/kick", READER, "the act kick");
    lacks("POST", "/admin/rooms/ann/peers/" + address("bob") + "/pardon", READER, "the act kick");
    lacks("GET", "/admin/rooms/ann-1/peers", READER, "the room ann-1");
    lacks("POST", "/admin/peers/" + address("bob") + "/kick", LISTENER, "the act kick");
    lacks("GET", "/admin/events?room=plaza", OWNER, "the room plaza");
    lacks("GET", "/admin/events?topic=room", LISTENER, "the topic room.created");
    assertThat(send("GET", "/admin/history", LISTENER).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/admin/rooms/a%09b/peers", OWNER).statusCode()).isEqualTo(400);
  }

  @Test
  void ownersKickAndBlockEndAtTheirRooms() throws Exception {
    Explorer inAnns = enter("eve", "ann-1");
    String kick = "/admin/rooms/ann-1/peers/" + address("eve") + "/kick";

    JsonNode kicked = act(kick, OWNER, "{\"reason\":\"spam\",\"durationSeconds\":60}");

    assertThat(kicked.get("sessionsEnded").asInt()).isEqualTo(1);
    assertThat(inAnns.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("kicked by an operator: spam");
    Explorer again = Explorer.knocks(http, server().room("ann-1"), identity("eve"));
    assertThat(again.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason()).endsWith(": spam");
    assertThat(login("eve", "ann-1")).contains(": spam");
    assertThat(login("eve", "plaza")).contains("fixedAdapter");
    enter("eve", "plaza");
    assertThat(act(kick, OWNER, "{\"reason\":\"again\"}").get("sessionsEnded").asInt()).isZero();
    JsonNode blocked = read("/admin/exclusions", OWNER).get("addressesInRooms");
    assertThat(blocked).hasSize(1);
    assertThat(blocked.get(0).get("address").asString()).isEqualTo(address("eve"));
    assertThat(blocked.get(0).get("roomId").asString()).isEqualTo("ann-1");
    assertThat(read("/admin/exclusions", READER).get("addressesInRooms")).isEmpty();

    act(kick.replace("/kick", "/pardon"), OWNER, "{\"reason\":\"a mistake\"}");
    enter("eve", "ann-1");
  }

  @Test
  void exclusionsOfOthersAreNotShown() throws Exception {
    act(
        "/admin/peers/" + address("bob") + "/kick",
        ALL,
        "{\"reason\":\"x\",\"durationSeconds\":60}");
    act("/admin/rooms/plaza/close", ALL, "{\"reason\":\"x\",\"durationSeconds\":60}");
    act("/admin/rooms/ann-2/close", OWNER, "{\"reason\":\"x\",\"durationSeconds\":60}");

    JsonNode owners = read("/admin/exclusions", OWNER);
    assertThat(owners.get("addresses")).isEmpty();
    assertThat(owners.get("rooms")).hasSize(1);
    assertThat(owners.get("rooms").get(0).get("roomId").asString()).isEqualTo("ann-2");
    JsonNode all = read("/admin/exclusions", ALL);
    assertThat(all.get("addresses")).hasSize(1);
    assertThat(all.get("rooms")).hasSize(2);
  }

  @Test
  void eventsAreThoseOfTheScope() throws Exception {
    EventListener owner = EventListener.with(http, events(""), OWNER);
    try (SseClient sse = sse("/events", OWNER);
        SseClient joins = sse("/events?after=0", LISTENER)) {
      enter("bob", "plaza");
      enter("eve", "ann-1");

      owner.hears("room.created");
      owner.hears("peer.joined");
      assertThat(sse.next().data().get("roomId").asString()).isEqualTo("ann-1");
      assertThat(joins.next().data().get("address").asString()).isEqualTo(address("bob"));
      assertThat(joins.next().data().get("address").asString()).isEqualTo(address("eve"));
    }
    assertThat(read("/admin/events", OWNER).get("events")).hasSize(2);
    assertThat(read("/admin/events", LISTENER).get("events")).hasSize(2);
  }

  @Test
  void feedOutsideTheScopeIsRejected() throws Exception {
    assertThatThrownBy(() -> EventListener.with(http, events("?room=plaza"), OWNER))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            rejected -> assertThat(rejected.getResponse().statusCode()).isEqualTo(403));
    try (SseClient sse = sse("/events?topic=peer", LISTENER)) {
      assertThat(sse.status()).isEqualTo(403);
      assertThat(sse.rest()).contains("this token lacks the topic peer.");
    }
  }

  @Test
  void jwtOfTheSecretIsAToken() throws Exception {
    enter("eve", "ann-1");
    enter("bob", "plaza");
    String token = jwt(Instant.now().plusSeconds(60), Map.of("rooms", List.of("ann-*")));

    JsonNode described = read("/admin/token", token);
    assertThat(described.get("name").asString()).isEqualTo("0xann");
    assertThat(described.get("rooms").get(0).asString()).isEqualTo("ann-*");
    assertThat(described.get("acts")).isEmpty();
    assertThat(described.get("expires").isNull()).isFalse();
    assertThat(read("/admin/rooms", token).get("rooms")).hasSize(1);
    lacks("POST", "/admin/rooms/ann-1/close", token, "the act close");
    assertThat(
            send("GET", "/admin/rooms", jwt(Instant.now().minusSeconds(60), Map.of())).statusCode())
        .isEqualTo(401);
    assertThat(read("/admin/token", ALL).get("rooms").isNull()).isTrue();
  }

  @Test
  void preflightAndDescriptionNeedNoToken() throws Exception {
    assertThat(send("GET", "/admin/openapi.json", null).statusCode()).isEqualTo(200);
    assertThat(
            send("OPTIONS", "/events", null).headers().firstValue("access-control-allow-headers"))
        .hasValue("Authorization, Content-Type, Last-Event-ID");
  }

  private void lacks(String method, String path, String token, String missing) throws Exception {
    var answer =
        method.equals("GET") ? send(method, path, token) : post(path, token, "{\"reason\":\"x\"}");
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(403);
    String template =
        path.replaceAll("\\?.*", "")
            .replaceAll("/rooms/[^/]+", "/rooms/{roomId}")
            .replaceAll("/peers/0x[^/]+", "/peers/{address}");
    description().holds(method, template, 403, answer.body());
    String message = JsonMapper.shared().readTree(answer.body()).get("message").asString();
    assertThat(message).startsWith("this token ").endsWith("lacks " + missing);
  }

  private JsonNode read(String path, String token) throws Exception {
    var answer = send("GET", path, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String template =
        path.replaceAll("/rooms/[^/]+", "/rooms/{roomId}")
            .replaceAll("/peers/0x[^/]+", "/peers/{address}");
    description().holds("GET", template, 200, answer.body());
    return JsonMapper.shared().readTree(answer.body());
  }

  private JsonNode act(String path, String token, String body) throws Exception {
    var answer = post(path, token, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private Description description() throws Exception {
    return new Description(send("GET", "/admin/openapi.json", null).body());
  }

  private HttpResponse<String> send(String method, String path, @Nullable String token)
      throws Exception {
    return http.send(
        request(path, token).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String token, String body) throws Exception {
    return http.send(
        request(path, token).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, @Nullable String token) {
    var request = HttpRequest.newBuilder(URI.create("http://" + server().host() + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private SseClient sse(String target, String token) throws Exception {
    return new SseClient(server().address().getPort(), target, 0, "Authorization: Bearer " + token);
  }

  private URI events(String query) {
    return URI.create("ws://" + server().host() + "/events" + query);
  }

  private static String jwt(Instant expires, Map<String, Object> scope) throws Exception {
    var claims =
        new JWTClaimsSet.Builder()
            .audience("ws-room-admin")
            .subject("0xann")
            .expirationTime(Date.from(expires));
    scope.forEach(claims::claim);
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    token.sign(new MACSigner(SECRET.getBytes(UTF_8)));
    return token.serialize();
  }

  private String login(String name, String room) throws Exception {
    URI login = URI.create("http://" + server().host() + "/get-comms-adapter/" + room);
    return Explorer.logsIn(http, login, identity(name)).body();
  }

  private Explorer enter(String name, String room) throws InterruptedException {
    return Explorer.enters(http, server().room(room), identity(name));
  }

  private Identity identity(String name) {
    return Identity.named(name, nextYear);
  }

  private String address(String name) {
    return identity(name).address();
  }

  private RunningServer server() {
    return Objects.requireNonNull(running);
  }
}
