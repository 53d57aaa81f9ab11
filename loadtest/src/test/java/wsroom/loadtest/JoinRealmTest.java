package wsroom.loadtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wsroom.loadtest.fake.FakeServer;
import wsroom.loadtest.fake.FaultInjection;

/// `join` with a realm in place of a room.
class JoinRealmTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final HttpServer realm;

  JoinRealmTest() throws IOException {
    realm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    realm.start();
  }

  @AfterEach
  void stopServer() {
    realm.stop(0);
  }

  @Test
  void joiningARealmJoinsItsRoom() {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      leadsTo("ws-room:" + server.uri() + "/rooms/plaza?access_token=x/y");

      assertThat(join()).isZero();
      assertThat(out.toString()).contains("you are in plaza as 0x");
      assertThat(out.toString() + err).doesNotContain("access_token");
    }
  }

  @Test
  void rejectedJoinIsReportedWithTheReason() {
    leadsTo("offline:offline");

    assertThat(join()).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "could not join %s: the realm %s leads to no room: its adapter is offline:offline\n"
                .formatted(url(), url()));
  }

  private int join() {
    return Main.commandLine(new StringReader("hello\n"))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute("join", url());
  }

  private void leadsTo(String adapter) {
    byte[] about = ("{\"comms\":{\"fixedAdapter\":\"" + adapter + "\"}}").getBytes(UTF_8);
    realm.createContext(
        "/about",
        asked -> {
          asked.sendResponseHeaders(200, about.length);
          asked.getResponseBody().write(about);
          asked.close();
        });
  }

  private String url() {
    return "http://127.0.0.1:" + realm.getAddress().getPort();
  }
}
