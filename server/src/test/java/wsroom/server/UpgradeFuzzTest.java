package wsroom.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.RawUpgrade;

/// Fuzzes the HTTP upgrade and the bytes after it, on a real server. For any input, the connection
/// ends soon after the client's side of it, no response is a server error, and another connection
/// stays open.
@Tag("fuzz-upgrade")
class UpgradeFuzzTest {
  private static final int PATIENCE_MILLIS = 10_000;

  /// Status 501 and 505 mean valid HTTP that this server does not support.
  private static final Pattern ANSWER =
      Pattern.compile("HTTP/[01]\\.[0-9] ([1-4][0-9][0-9]|501|505) ");

  private static RunningServer server;
  private static Socket bystander;
  private static int pings;

  @BeforeAll
  static void starts() throws Exception {
    // The bystander does not identify itself.
    server = new RunningServer(Map.of("HANDSHAKE_TIMEOUT", "600000"));
    bystander = enters();
  }

  @AfterAll
  static void stops() throws IOException {
    bystander.close();
    server.close();
  }

  @FuzzTest(maxDuration = "1h")
  void upgrade(byte @Nullable [] input) throws IOException {
    if (input == null) {
      return;
    }
    // Jazzer reports any connection as a finding, unless it is allowed.
    var _ = BugDetectors.allowNetworkConnections();
    String answer = answerTo(input);

    assertThat(answer.isEmpty() || ANSWER.matcher(answer).lookingAt())
        .as("answer %s", answer)
        .isTrue();
    assertThat(server.errors()).isEmpty();
    bystanderIsServed();
  }

  /// All bytes until the server ends the connection.
  private static String answerTo(byte[] input) throws IOException {
    try (Socket socket = connect()) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(input);
        socket.shutdownOutput();
        socket.getInputStream().transferTo(answer);
      } catch (SocketException cutOff) {
        // A server may close on invalid input. It must not be silent: that is a timeout.
      }
      return answer.toString(ISO_8859_1);
    }
  }

  private static Socket enters() throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(RawUpgrade.request("plaza"));
    var _ = RawUpgrade.readHead(socket.getInputStream());
    return socket;
  }

  private static void bystanderIsServed() throws IOException {
    if (++pings % 1_000 == 0) {
      // Before its handshake timeout, and before its pings exceed their limit.
      bystander.close();
      bystander = enters();
    }
    bystander.getOutputStream().write(ClientFrames.ping(new byte[] {'2', 0}));
    byte[] pong = bystander.getInputStream().readNBytes(4);
    assertThat(pong).containsExactly(0x8A, 2, '2', 0);
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }
}
