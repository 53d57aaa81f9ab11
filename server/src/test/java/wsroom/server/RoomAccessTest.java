package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.access.AccessTokens;
import wsroom.config.AccessConfig;
import wsroom.config.AccessTokenUse;
import wsroom.config.Secret;
import wsroom.logging.LogLines;
import wsroom.proto.rfc5.WsPacket;

/// Room URIs, signed logins and access tokens, on a real port with real signatures.
class RoomAccessTest {
  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final String OTHER_SECRET = "another one of at least as many bytes";
  private static final String LOGIN = "/get-comms-adapter/plaza";
  private static final Pattern ADAPTER = Pattern.compile("\"fixedAdapter\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private final Identity ann = Identity.named("ann", nextYear);
  private final Identity eve = Identity.named("eve", nextYear);
  private final List<RunningServer> servers = new ArrayList<>();
  private volatile Instant now = Instant.now();
  private String host = "";

  @AfterEach
  void stop() {
    servers.forEach(RunningServer::close);
    http.close();
  }

  // --- Signed logins and realms ---

  @ParameterizedTest
  @CsvSource({
    "optional,/get-comms-adapter/plaza",
    "required,/get-comms-adapter/plaza",
    "required,/rooms/plaza/comms"
  })
  void signedLoginReturnsATokenForTheRoom(String use, String path) throws Exception {
    starts(Map.of("ACCESS_TOKENS", use));

    var answer = logsIn(ann, path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    String adapter = adapter(answer);
    assertThat(adapter).startsWith("ws-room:ws://" + host + "/rooms/plaza?access_token=");
    assertThat(enters(ann, adapter).alias()).isPositive();
    assertThat(metrics())
        .contains("ws_room_signed_logins_total{outcome=\"admitted\",reason=\"none\"} 1.0");
  }

  @Test
  void signedLoginWithoutTokensReturnsThePlainRoom() throws Exception {
    starts(Map.of());

    String adapter = adapter(logsIn(ann, LOGIN));

    assertThat(adapter).isEqualTo("ws-room:ws://" + host + "/rooms/plaza");
    enters(ann, adapter);
    // Tokens are not checked if they are off.
    enters(eve, adapter + "?access_token=x");
  }

  @Test
  void aWholeRealmNeedsNothingButItsName() throws Exception {
    starts(Map.of("REALM_NAME", "meadow", "MAX_USERS", "2"));

    String about = get("/about").body();

    assertThat(about).contains("\"acceptingUsers\":true", "\"usersCount\":0");
    assertThat(adapter(about)).isEqualTo("ws-room:ws://" + host + "/rooms/meadow");
    enters(ann, adapter(about));
    assertThat(get("/about").body()).contains("\"acceptingUsers\":true", "\"usersCount\":1");
    enters(eve, adapter(about));
    assertThat(get("/about").body()).contains("\"acceptingUsers\":false", "\"usersCount\":2");
  }

  @Test
  void realmWithTokensUsesSignedLogins() throws Exception {
    starts(Map.of("REALM_NAME", "meadow", "REALM_ROOM", "plaza", "ACCESS_TOKENS", "required"));

    String adapter = adapter(get("/about").body());

    assertThat(adapter).isEqualTo("signed-login:http://" + host + LOGIN);
    enters(
        ann,
        adapter(logsIn(ann, URI.create(adapter.substring("signed-login:".length())).getPath())));
  }

  @Test
  void fullPathIsSignedBehindAProxyThatStripsAPrefix() throws Exception {
    starts(
        Map.of("WS_ROOM_SERVICE_URL", "https://rooms.example/comms/", "ACCESS_TOKENS", "required"));

    var headers = ann.signedHeaders("post", "/comms" + LOGIN, now, Explorer.LOGIN_METADATA);
    String adapter = adapter(post(LOGIN, headers));

    assertThat(adapter).startsWith("ws-room:wss://rooms.example/comms/rooms/plaza?access_token=");
    // The proxy strips the prefix as this test does.
    enters(ann, adapter.replace("wss://rooms.example/comms", "ws://" + host));
    assertThat(logsIn(ann, LOGIN).statusCode()).isEqualTo(401);
  }

  // --- Rejected tokens ---

  @Test
  void requiredTokenMustBePresent() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    isRefused(room("plaza"), 401, "token_missing");
  }

  @Test
  void optionalTokenMayBeAbsentButMustBeValid() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "optional"));
    enters(ann, room("plaza"));
    isRefused(room("plaza") + "?access_token=x", 401, "token_malformed");
    isRefused(room("plaza") + "?access_token=", 401, "token_malformed");
    isRefused(
        withToken("plaza", token(SECRET, "plaza", eve)) + "&access_token=x",
        401,
        "token_malformed");
  }

  @Test
  void forgedTokenIsRejected() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    isRefused(withToken("plaza", token(OTHER_SECRET, "plaza", ann)), 401, "token_forged");
  }

  @Test
  void tokenForAnotherRoomIsRejected() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    String token = token(SECRET, "plaza", ann);

    isRefused(withToken("square", token), 401, "token_other_room");
    enters(ann, withToken("plaza", token));
    enters(ann, withToken("plaza", token).replace("/rooms/", "/mini-comms/"));
  }

  @Test
  void expiredTokenIsRejectedButAnOpenSessionContinues() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    String uri = adapter(logsIn(ann, LOGIN));
    Explorer first = enters(ann, uri);

    now = now.plusSeconds(59);
    Explorer again = enters(ann, uri);
    assertThat(first.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("the same address connected elsewhere");

    now = now.plusSeconds(6);
    isRefused(uri, 401, "token_expired");
    Explorer other = enters(eve, withToken("plaza", token(SECRET, "plaza", eve)));
    other.says("still here?");
    again.hears(WsPacket::hasPeerJoinMessage);
    assertThat(again.hearsUpdates(1)).containsEntry(other.alias(), List.of("still here?"));
  }

  @Test
  void tokenForAnotherAddressIsRejectedInTheHandshake() throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required"));
    String annsWay = withToken("plaza", token(SECRET, "plaza", ann));

    Explorer thief = Explorer.knocks(http, toDial(annsWay), eve);

    assertThat(thief.hears(WsPacket::hasPeerKicked).getPeerKicked().getReason())
        .isEqualTo("the access token is for another address");
    assertThat(thief.closeCode()).isEqualTo(1008);
    assertThat(metrics())
        .contains("ws_room_closes_total{reason=\"wrong_token\"} 1.0")
        .contains("ws_room_handshakes_total{outcome=\"failed\",reason=\"wrong_token\"} 1.0");
  }

  @Test
  void tokenOfAnotherServerIsValidWithASharedSecret() throws Exception {
    Map<String, String> shared = new HashMap<>();
    shared.put("ACCESS_TOKENS", "required");
    shared.put("WS_ROOM_SERVICE_URL", "ws://rooms.example");
    starts(shared);
    String uri = adapter(logsIn(ann, LOGIN));
    shared.put("WS_ROOM_SERVICE_SECRET", OTHER_SECRET + "," + SECRET);
    starts(shared);

    enters(ann, uri.replace("rooms.example", host));
  }

  // --- Rejected logins ---

  @Test
  void signatureForAnotherRequestIsRejected() throws Exception {
    starts(Map.of());
    String scene =
        Explorer.LOGIN_METADATA.replace("dcl:explorer:comms-handshake", "dcl:explorer:scene");

    isToldWithStatus(post(LOGIN, headers(ann, LOGIN, scene)), 400, "wrong_purpose");
    isToldWithStatus(
        post(LOGIN, headers(ann, "/get-comms-adapter/square", Explorer.LOGIN_METADATA)),
        401,
        "wrong_request");
    isToldWithStatus(post(LOGIN, Map.of()), 400, "chain_headers");
  }

  @Test
  void forgedLoginIsRejected() throws Exception {
    starts(Map.of());
    Map<String, String> mixed = new HashMap<>(headers(eve, LOGIN, Explorer.LOGIN_METADATA));
    mixed.put(
        "x-identity-auth-chain-0",
        "{\"type\":\"SIGNER\",\"payload\":\"" + ann.address() + "\",\"signature\":\"\"}");

    isToldWithStatus(post(LOGIN, mixed), 401, "wrong_signer");
  }

  @Test
  void loginIsValidOnce() throws Exception {
    starts(Map.of());
    Map<String, String> headers = headers(ann, LOGIN, Explorer.LOGIN_METADATA);

    assertThat(post(LOGIN, headers).statusCode()).isEqualTo(200);
    isToldWithStatus(post(LOGIN, headers), 401, "replayed");
  }

  @Test
  void textsForPeopleHaveTheFormThatClientsShow() throws Exception {
    starts(Map.of("MAX_USERS", "1"));
    Identity late = Identity.named("late", Instant.now().minusSeconds(1));
    var hourAgo =
        ann.signedHeaders(
            "post", LOGIN, Instant.now().minus(Duration.ofHours(1)), Explorer.LOGIN_METADATA);

    isShown(post(LOGIN, hourAgo), "timestamp_outside_window", "the clock of this device is more");
    isShown(logsIn(late, LOGIN), "expired", "this session has expired");
    enters(ann, room("plaza"));
    isShown(logsIn(eve, LOGIN), "room_full", "the room is full");
    // A member has a seat already.
    assertThat(adapter(logsIn(ann, LOGIN))).startsWith("ws-room:");
  }

  @Test
  void loginsFromOneAddressAreLimited() throws Exception {
    starts(Map.of("JOIN_RATE_PER_ADDRESS", "1"));
    HttpResponse<String> answer = post(LOGIN, Map.of());
    for (int i = 0; i < 40; i++) {
      answer = post(LOGIN, Map.of());
    }

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).contains("5");
    assertThat(answer.body()).contains("\"message\":\"too many logins from this address\"");
    assertThat(metrics()).contains("outcome=\"refused\",reason=\"logins_too_fast\"");
  }

  @Test
  void disallowedRoomsAndOriginsAreRejected() throws Exception {
    starts(Map.of("ROOM_ID_PATTERN", "world-.*", "ALLOWED_ORIGINS", "https://play.example"));

    isToldWithStatus(logsIn(ann, LOGIN), 400, "room_id");
    Map<String, String> elsewhere =
        new HashMap<>(headers(ann, "/get-comms-adapter/world-a", Explorer.LOGIN_METADATA));
    elsewhere.put("Origin", "https://other.example");
    isToldWithStatus(post("/get-comms-adapter/world-a", elsewhere), 403, "origin");
  }

  @Test
  void loginWithALongBodyIsRejected() throws Exception {
    starts(Map.of());
    var request = request(LOGIN, headers(ann, LOGIN, Explorer.LOGIN_METADATA));

    assertThat(
            http.send(request.POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    isToldWithStatus(
        http.send(
            request.POST(BodyPublishers.ofString("x".repeat(1025))).build(),
            BodyHandlers.ofString()),
        413,
        "body");
  }

  // --- Secrets are never shown ---

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/metrics", "/about", "/health/ready"})
  void noPageShowsTheSecret(String page) throws Exception {
    starts(Map.of("ACCESS_TOKENS", "required", "REALM_NAME", "meadow"));

    assertThat(get(page).body()).isNotEmpty().doesNotContain(SECRET);
  }

  @Test
  void theLogShowsNeitherTokensNorSecretsWhateverItsLevel() throws Exception {
    String uri;
    List<String> logged;
    try (LogLines log = LogLines.everything()) {
      starts(Map.of("ACCESS_TOKENS", "required"));
      uri = adapter(logsIn(ann, LOGIN));
      enters(ann, uri).leaves();
      isRefused(uri.replace("plaza", "square"), 401, "token_other_room");
      servers.removeLast().close();
      logged = log.wholeLines();
    }

    String token = uri.substring(uri.indexOf('=') + 1);
    assertThat(logged).anyMatch(line -> line.startsWith("joined [room=\"plaza\""));
    assertThat(logged).noneMatch(line -> line.contains(token) || line.contains(SECRET));
  }

  // --- Any room ---

  /// By every route that the server offers: its description, a signed login, the room's URI.
  @ParameterizedTest
  @ValueSource(
      strings = {"my room", "a/b", "100% sure?", "a;b#c&d=e", "🦄", "👨‍👩‍👧", "площадь 1/2"})
  void uriOfAnyRoomJoinsThatRoom(String roomId) throws Exception {
    starts(
        Map.of("REALM_NAME", roomId, "ACCESS_TOKENS", "required", "ADMIN_TOKEN", "t".repeat(24)));

    String login = adapter(get("/about").body()).substring("signed-login:".length());
    String uri = adapter(logsIn(ann, URI.create(login).getRawPath()));

    assertThat(uri).matches("ws-room:ws://[!-~]+");
    enters(ann, uri);
    assertThat(get("/rooms/status").body()).contains("\"" + roomId + "\"");
    String encoded = toDial(uri).getRawPath().substring("/rooms/".length());
    Map<String, String> operator = Map.of("Authorization", "Bearer " + "t".repeat(24));
    assertThat(
            http.send(
                    request("/admin/rooms/" + encoded + "/peers", operator).build(),
                    BodyHandlers.ofString())
                .body())
        .contains("\"roomId\":\"" + roomId + "\"", ann.address());
    assertThat(metrics()).doesNotContain(roomId);
  }

  // --- Helpers ---

  private void starts(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("WS_ROOM_SERVICE_SECRET", SECRET);
    all.putAll(settings);
    RunningServer server = new RunningServer(all, () -> now);
    servers.add(server);
    host = server.host();
  }

  private HttpResponse<String> logsIn(Identity identity, String path) throws Exception {
    return Explorer.logsIn(http, URI.create("http://" + host + path), identity);
  }

  private static Map<String, String> headers(Identity identity, String path, String metadata) {
    return identity.signedHeaders("post", path, Instant.now(), metadata);
  }

  private HttpResponse<String> post(String path, Map<String, String> headers) throws Exception {
    return http.send(
        request(path, headers).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    var request = HttpRequest.newBuilder(URI.create("http://" + host + path));
    headers.forEach(request::header);
    return request;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path, Map.of()).build(), BodyHandlers.ofString());
  }

  private String metrics() throws Exception {
    return get("/metrics").body();
  }

  private static String adapter(HttpResponse<String> answer) {
    return adapter(answer.body());
  }

  private static String adapter(String json) {
    Matcher adapter = ADAPTER.matcher(json);
    assertThat(adapter.find()).as(json).isTrue();
    return adapter.group(1);
  }

  private Explorer enters(Identity identity, String uri) throws InterruptedException {
    return Explorer.enters(http, toDial(uri), identity);
  }

  private static URI toDial(String uri) {
    return URI.create(uri.replaceFirst("^ws-room:wss?:", "ws:"));
  }

  private void isRefused(String uri, int status, String reason) throws Exception {
    assertThatThrownBy(() -> enters(eve, uri))
        .isInstanceOfSatisfying(
            CompletionException.class,
            failed -> {
              assertThat(failed)
                  .cause()
                  .isInstanceOfSatisfying(
                      WebSocketHandshakeException.class,
                      refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(status));
            });
    assertThat(metrics()).contains("ws_room_upgrades_refused_total{reason=\"" + reason + "\"}");
  }

  private void isToldWithStatus(HttpResponse<String> answer, int status, String reason)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"message\":\"").doesNotContain("fixedAdapter");
    isCounted(reason);
  }

  private void isShown(HttpResponse<String> answer, String reason, String message)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("{\"message\":\"" + message);
    isCounted(reason);
  }

  private void isCounted(String reason) throws Exception {
    assertThat(metrics())
        .contains("ws_room_signed_logins_total{outcome=\"refused\",reason=\"" + reason + "\"} 1.0");
  }

  private String room(String id) {
    return "ws-room:ws://" + host + "/rooms/" + id;
  }

  private String withToken(String id, String token) {
    return room(id) + "?access_token=" + token;
  }

  /// A token signed with this server's secret, or with another one.
  private String token(String secret, String roomId, Identity identity) {
    AccessConfig config =
        new AccessConfig(
            Optional.empty(),
            List.of(new Secret(secret)),
            AccessTokenUse.REQUIRED,
            Duration.ofSeconds(60));
    return AccessTokens.of(config, () -> now)
        .orElseThrow()
        .issue("ws://" + host + "/rooms/" + roomId, identity.address());
  }
}
