package wsroom.loadtest.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import authchain.AuthChainVerifier;
import authchain.FetchVerdict;
import authchain.Identity;
import authchain.SignedFetch;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wsroom.loadtest.join.Realm.Answer;

/// Resolution of realms to rooms.
class RealmTest {
  private final Identity ann = Identity.named("ann", Instant.now().plusSeconds(600));
  private final SignedFetch loginFactory =
      SignedFetch.builder(AuthChainVerifier.builder().build())
          .purpose("dcl:explorer", "dcl:explorer:comms-handshake")
          .build();
  private HttpServer server;
  private String url = "";
  private volatile String adapter = "";
  private volatile String property = "fixedAdapter";
  private volatile boolean full;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/about", asked -> answer(asked, "{\"comms\":{\"" + property + "\":\"" + adapter + "\"}}"));
    server.createContext("/login", this::login);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void realmResolvesToItsRoom() throws InterruptedException {
    adapter = "ws-room:ws://rooms.example/rooms/plaza";
    assertThat(asks(url)).isEqualTo(new Answer.Room("ws://rooms.example/rooms/plaza"));

    adapter = "ws-room:rooms.example/rooms/plaza";
    assertThat(asks(url + "/")).isEqualTo(new Answer.Room("wss://rooms.example/rooms/plaza"));
  }

  @Test
  void realmMayRequireALogin() throws InterruptedException {
    adapter = "signed-login:" + url + "/login/plaza";

    assertThat(asks(url))
        .isEqualTo(new Answer.Room("ws://rooms.example/rooms/plaza?access_token=" + ann.address()));
  }

  @Test
  void rejectedLoginReportsTheReason() throws InterruptedException {
    adapter = "signed-login:" + url + "/login/plaza";
    full = true;

    assertThat(asks(url)).isEqualTo(new Answer.Rejected("the login was refused: the room is full"));
  }

  @Test
  void realmWithoutARoomIsReported() throws InterruptedException {
    adapter = "offline:offline";

    assertThat(asks(url))
        .isEqualTo(
            new Answer.Rejected(
                "the realm " + url + " leads to no room: its adapter is offline:offline"));
    adapter = "livekit:wss://live.example?access_token=hidden";
    assertThat(asks(url))
        .isEqualTo(
            new Answer.Rejected(
                "the realm "
                    + url
                    + " leads to no room: its adapter is livekit:wss://live.example?…"));
    property = "other";
    assertThat(asks(url))
        .isEqualTo(new Answer.Rejected("/about answered 200, but names no adapter for comms"));
  }

  @Test
  void worldResolvesToItsRoomByItsAdapter() throws InterruptedException {
    property = "adapter";
    adapter = "fixed-adapter:signed-login:" + url + "/login/plaza";
    Answer room = new Answer.Room("ws://rooms.example/rooms/plaza?access_token=" + ann.address());
    assertThat(asks(url)).isEqualTo(room);

    assertThat(asks(adapter)).as("the adapter itself").isEqualTo(room);
    assertThat(Realm.isNamedBy(adapter)).isTrue();
    assertThat(asks("signed-login:" + url + "/login/plaza")).isEqualTo(room);

    adapter = "fixed-adapter:ws-room:rooms.example/rooms/plaza";
    assertThat(asks(url)).isEqualTo(new Answer.Room("wss://rooms.example/rooms/plaza"));
  }

  @Test
  void missingRealmAndMissingRoomAreDistinguished() throws InterruptedException {
    server.removeContext("/about");
    server.createContext("/about", asked -> answer(asked, 404, "{\"error\":\"Not Found\"}"));
    assertThat(asks(url))
        .isEqualTo(
            new Answer.Rejected("/about answered 404 (Not Found); is REALM_NAME set there?"));

    server.removeContext("/about");
    server.createContext("/about", asked -> answer(asked, 503, "<html>going away</html>"));
    assertThat(asks(url)).isEqualTo(new Answer.Rejected("/about answered 503 (going away)"));
  }

  @Test
  void invalidLoginReportsTheStatus() throws InterruptedException {
    adapter = "signed-login:" + url + "/nothing";
    server.createContext("/nothing", asked -> answer(asked, 403, "no"));
    assertThat(asks(url)).isEqualTo(new Answer.Rejected("the login was refused: 403 (no)"));
  }

  @Test
  void unreachableRealmIsReported() throws InterruptedException {
    server.stop(0);

    assertThat(asks(url))
        .isInstanceOfSatisfying(
            Answer.Rejected.class,
            refused ->
                assertThat(refused.why())
                    .isEqualTo("the realm " + url + " does not answer: connection refused"));
  }

  private Answer asks(String realm) throws InterruptedException {
    return new Realm(realm, null).room(ann, Instant.now());
  }

  private void login(HttpExchange asked) throws IOException {
    var verdict =
        loginFactory.verify(
            asked.getRequestMethod(),
            asked.getRequestURI().getRawPath(),
            asked.getRequestHeaders());
    answer(
        asked,
        switch (verdict) {
          case FetchVerdict.Accepted _ when full -> "{\"message\":\"the room is full\"}";
          case FetchVerdict.Accepted accepted ->
              "{\"fixedAdapter\":\"ws-room:ws://rooms.example/rooms/plaza?access_token="
                  + accepted.owner()
                  + "\"}";
          case FetchVerdict.Refused refused -> "{\"message\":\"" + refused.tag() + "\"}";
        });
  }

  private static void answer(HttpExchange asked, String json) throws IOException {
    answer(asked, 200, json);
  }

  private static void answer(HttpExchange asked, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    asked.sendResponseHeaders(status, body.length);
    asked.getResponseBody().write(body);
    asked.close();
  }
}
