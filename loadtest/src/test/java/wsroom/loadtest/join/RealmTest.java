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

/// A person on the way from a realm to a room.
class RealmTest {
  private final Identity ann = Identity.named("ann", Instant.now().plusSeconds(600));
  private final SignedFetch logins =
      SignedFetch.builder(AuthChainVerifier.builder().build())
          .purpose("dcl:explorer", "dcl:explorer:comms-handshake")
          .build();
  private HttpServer server;
  private String url = "";
  private volatile String adapter = "";
  private volatile boolean full;

  @BeforeEach
  void starts() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/about", asked -> answer(asked, "{\"comms\":{\"fixedAdapter\":\"" + adapter + "\"}}"));
    server.createContext("/login", this::login);
    server.start();
  }

  @AfterEach
  void stops() {
    server.stop(0);
  }

  @Test
  void aRealmMayLeadToItsRoomAtOnce() throws InterruptedException {
    adapter = "ws-room:ws://rooms.example/rooms/plaza";
    assertThat(asks(url)).isEqualTo(new Answer.Room("ws://rooms.example/rooms/plaza"));

    adapter = "ws-room:rooms.example/rooms/plaza";
    assertThat(asks(url + "/")).isEqualTo(new Answer.Room("wss://rooms.example/rooms/plaza"));
  }

  @Test
  void aRealmMayAskForALogin() throws InterruptedException {
    adapter = "signed-login:" + url + "/login/plaza";

    assertThat(asks(url))
        .isEqualTo(new Answer.Room("ws://rooms.example/rooms/plaza?access_token=" + ann.address()));
  }

  @Test
  void aLoginThatIsRefusedSaysWhy() throws InterruptedException {
    adapter = "signed-login:" + url + "/login/plaza";
    full = true;

    assertThat(asks(url)).isEqualTo(new Answer.Refused("the login was refused: the room is full"));
  }

  @Test
  void aRealmWithoutARoomIsToldFromOne() throws InterruptedException {
    adapter = "offline:offline";

    assertThat(asks(url))
        .isEqualTo(
            new Answer.Refused(
                "the realm " + url + " leads to no room: its adapter is offline:offline"));
    assertThat(asks(url + "/about/nothing")).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws InterruptedException {
    server.stop(0);

    assertThat(asks(url))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.why()).contains(url + " does not answer"));
  }

  private Answer asks(String realm) throws InterruptedException {
    return new Realm(realm, null).room(ann, Instant.now());
  }

  private void login(HttpExchange asked) throws IOException {
    var verdict =
        logins.verify(
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
    byte[] body = json.getBytes(UTF_8);
    asked.sendResponseHeaders(200, body.length);
    asked.getResponseBody().write(body);
    asked.close();
  }
}
