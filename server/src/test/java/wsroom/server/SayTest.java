package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import wsroom.admin.Description;
import wsroom.logging.LogLines;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc5.WsPacket;

/// What operators say arrives as a chat, on two I/O threads.
class SayTest {
  private static final String TOKEN = "not-a-secret-here";
  private static final String SCOPED = "says-in-one-room-only";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private @Nullable RunningServer running;

  @BeforeEach
  void start() {
    running =
        new RunningServer(
            Map.of(
                "ADMIN_TOKEN",
                TOKEN,
                "ADMIN_SCOPED_TOKENS",
                "ann:" + SCOPED + ";rooms=plaza;acts=say",
                "ANNOUNCER_NAME",
                "The crew",
                "IO_THREADS",
                "2"));
  }

  @AfterEach
  void stop() {
    server().close();
    http.close();
  }

  @Test
  void roomHearsAnAnnouncerThatJoinsSpeaksAndLeaves() throws Exception {
    Explorer ann = enter("ann", "plaza");
    Explorer ben = enter("ben", "plaza");
    ann.hears(WsPacket::hasPeerJoinMessage);
    Explorer cat = enter("cat", "theatre");

    assertThat(peersTold(say("/admin/rooms/plaza/say", TOKEN, "a restart at noon"))).isEqualTo(2);

    for (Explorer hearing : List.of(ann, ben)) {
      WsPacket join = hearing.hears(WsPacket::hasPeerJoinMessage);
      int alias = join.getPeerJoinMessage().getAlias();
      assertThat(join.getPeerJoinMessage().getAddress()).startsWith("0x77732d726f6f6d0000");
      assertThat(body(hearing, alias).hasProfileVersion()).isTrue();
      assertThat(body(hearing, alias).getProfileResponse().getSerializedProfile())
          .contains("\"name\":\"The crew\"");
      Packet chat = body(hearing, alias);
      assertThat(chat.getChat().getMessage()).isEqualTo("a restart at noon");
      assertThat(chat.getChat().getTimestamp()).isPositive();
      assertThat(hearing.hears(WsPacket::hasPeerLeaveMessage).getPeerLeaveMessage().getAlias())
          .isEqualTo(alias);
    }
    // The announcer takes no seat, and the other room has heard nothing of it.
    assertThat(get("/admin/rooms").body()).contains("\"users\":3");
    enter("dan", "theatre");
    cat.hears(WsPacket::hasPeerJoinMessage);
  }

  @Test
  void oneAddressOrEveryoneMayBeSpokenTo() throws Exception {
    Explorer ann = enter("ann", "plaza");
    Explorer ben = enter("ben", "plaza");
    ann.hears(WsPacket::hasPeerJoinMessage);

    assertThat(peersTold(say("/admin/peers/" + address("ben") + "/say", TOKEN, "you"))).isOne();
    ben.hears(WsPacket::hasPeerJoinMessage);
    assertThat(
            peersTold(
                say("/admin/rooms/plaza/peers/" + address("ann") + "/say", SCOPED, "and you")))
        .isOne();
    ann.hears(WsPacket::hasPeerJoinMessage);
    assertThat(
            peersTold(say("/admin/rooms/plaza/peers/" + address("cat") + "/say", SCOPED, "none")))
        .isZero();
    assertThat(peersTold(say("/admin/rooms/nowhere/say", TOKEN, "none"))).isZero();
    Explorer cat = enter("cat", "theatre");
    assertThat(peersTold(say("/admin/say", TOKEN, "all"))).isEqualTo(3);
    cat.hears(WsPacket::hasPeerJoinMessage);
  }

  @Test
  void sayingNeedsItsActAndIsLogged() throws Exception {
    assertThat(say("/admin/say", SCOPED, "x").statusCode()).isEqualTo(403);
    assertThat(say("/admin/rooms/theatre/say", SCOPED, "x").statusCode()).isEqualTo(403);
    assertThat(post("/admin/rooms/plaza/say", TOKEN, "{\"reason\":\"x\"}").statusCode())
        .isEqualTo(400);
    try (LogLines log = LogLines.of("wsroom.admin.AuditLog")) {
      say("/admin/rooms/plaza/say", SCOPED, "hello all");
      var pairs = new HashMap<String, String>();
      log.events()
          .getFirst()
          .getKeyValuePairs()
          .forEach(pair -> pairs.put(pair.key, String.valueOf(pair.value)));
      assertThat(pairs)
          .isEqualTo(
              Map.of(
                  "act", "say",
                  "room", "plaza",
                  "operator", "ann",
                  "from", "127.0.0.1",
                  "text", "hello all"));
    }
  }

  @Test
  void tooManyAnnouncementsAreRejected() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(say("/admin/say", TOKEN, "hello").statusCode()).isEqualTo(200);
    }
    var excess = say("/admin/say", TOKEN, "hello");

    assertThat(excess.statusCode()).isEqualTo(429);
    new Description(get("/admin/openapi.json").body())
        .holds("POST", "/admin/say", 429, excess.body());
  }

  private static Packet body(Explorer hearing, int alias)
      throws InterruptedException, InvalidProtocolBufferException {
    var update = hearing.hears(WsPacket::hasPeerUpdateMessage).getPeerUpdateMessage();
    assertThat(update.getFromAlias()).isEqualTo(alias);
    return Packet.parseFrom(update.getBody());
  }

  private static int peersTold(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).get("peers").asInt();
  }

  private HttpResponse<String> say(String path, String token, String text) throws Exception {
    return post(path, token, "{\"text\":\"" + text + "\"}");
  }

  private HttpResponse<String> post(String path, String token, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://" + server().host() + path))
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://" + server().host() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .build(),
        BodyHandlers.ofString());
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
