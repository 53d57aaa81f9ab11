package wsroom;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.websocket.ClientFrames;

/// Fuzzes the HTTP upgrade and what follows it: raw bytes to a real server on a real port. Whatever
/// comes, the connection ends soon after the client's side of it, no answer is the server's fault,
/// and someone else's connection lives on.
@Tag("fuzz-upgrade")
class UpgradeFuzzTest {
  private static final int PATIENCE_MILLIS = 10_000;

  /// Status 501 and 505 mean that HTTP knows more than this server has to.
  private static final Pattern ANSWER =
      Pattern.compile("HTTP/[01]\\.[0-9] ([1-4][0-9][0-9]|501|505) ");

  private static final AtomicReference<@Nullable Error> fatal = new AtomicReference<>();
  private static Server server;
  private static InetSocketAddress address;
  private static Socket bystander;
  private static int pings;

  @BeforeAll
  static void starts() throws Exception {
    var settings =
        Map.of(
            "HTTP_SERVER_PORT", "0",
            "HTTP_SERVER_HOST", "127.0.0.1",
            "ETH_RPC_URL", "off",
            "IO_THREADS", "1",
            "LOG_LEVEL", "error",
            // The bystander does not identify itself.
            "HANDSHAKE_TIMEOUT", "600000",
            "DRAIN_SECONDS", "0");
    if (!(ServerConfig.read(settings) instanceof ConfigReading.Valid(var config, _))) {
      throw new AssertionError("these settings are wrong");
    }
    server = new Server(config, fatal::set);
    address = server.start();
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
    // Jazzer takes any connection for a mistake, unless told otherwise.
    var _ = BugDetectors.allowNetworkConnections();
    String answer = answerTo(input);

    assertThat(answer.isEmpty() || ANSWER.matcher(answer).lookingAt())
        .as("answer %s", answer)
        .isTrue();
    assertThat(fatal.get()).isNull();
    bystanderIsServed();
  }

  /// All that comes back until the server ends the connection.
  private static String answerTo(byte[] input) throws IOException {
    try (Socket socket = connect()) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(input);
        socket.shutdownOutput();
        socket.getInputStream().transferTo(answer);
      } catch (SocketException cutOff) {
        // A server may well hang up on nonsense. It may not be silent: that is a timeout.
      }
      return answer.toString(ISO_8859_1);
    }
  }

  private static Socket enters() throws IOException {
    Socket socket = connect();
    socket
        .getOutputStream()
        .write(
            """
            GET /rooms/plaza HTTP/1.1
            Host: localhost
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

            """
                .replace("\n", "\r\n")
                .getBytes(ISO_8859_1));
    readHead(socket.getInputStream());
    return socket;
  }

  private static void bystanderIsServed() throws IOException {
    if (++pings % 1_000 == 0) {
      // Before its time to identify itself is over, and before it has pinged too often.
      bystander.close();
      bystander = enters();
    }
    bystander.getOutputStream().write(ClientFrames.ping(new byte[] {'2', 0}));
    byte[] pong = bystander.getInputStream().readNBytes(4);
    assertThat(pong).containsExactly(0x8A, 2, '2', 0);
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("after %s", head).isNotNegative();
      head.append((char) next);
    }
  }
}
