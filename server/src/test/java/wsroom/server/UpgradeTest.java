package wsroom.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.RawUpgrade;

/// The upgrade as the strictest clients check it, byte for byte, on a real port.
class UpgradeTest {
  private static final int PATIENCE_MILLIS = 10_000;

  /// The example of RFC 6455, section 1.3.
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  private static final String ACCEPT = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  private static final String VERSION = "Sec-WebSocket-Version: 13";
  private static RunningServer server;

  @BeforeAll
  static void starts() {
    server = new RunningServer(Map.of());
  }

  @AfterAll
  static void stops() {
    server.close();
  }

  // --- C3 ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rfc5|rfc5",
        "rfc5, rfc4|rfc5",
        "rfc4, rfc5|rfc5",
        "rfc4,rfc5|rfc5",
        "other, rfc5|rfc5",
        "rfc4|rfc4"
      })
  void c3BestOfferedSubprotocolIsPicked(String asked, String picked) throws IOException {
    assertThat(upgrade("Sec-WebSocket-Protocol: " + asked))
        .filteredOn(UpgradeTest::namesASubprotocol)
        .containsExactly("Sec-WebSocket-Protocol: " + picked);
  }

  @Test
  void c3SubprotocolsMayBeSpreadOverSeveralHeaders() throws IOException {
    assertThat(upgrade("Sec-WebSocket-Protocol: rfc4", "Sec-WebSocket-Protocol: rfc5"))
        .contains("Sec-WebSocket-Protocol: rfc5");
  }

  @Test
  void c3NoSubprotocolIsPickedWithoutAnOffer() throws IOException {
    assertThat(upgrade()).noneMatch(UpgradeTest::namesASubprotocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rfc6", "rfc", "rfc55", "x-rfc5"})
  void c3NoSubprotocolIsPickedFromUnknownOnes(String asked) throws IOException {
    assertThat(upgrade("Sec-WebSocket-Protocol: " + asked))
        .noneMatch(UpgradeTest::namesASubprotocol);
  }

  // --- C4 ---

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade", "keep-alive, Upgrade", "upgrade", "UPGRADE,keep-alive"})
  void c4TheAnswerIsWhatGodotCompares(String connection) throws IOException {
    List<String> head = head("/rooms/plaza", "Connection: " + connection, KEY, VERSION);

    assertThat(head.getFirst()).isEqualTo("HTTP/1.1 101 Switching Protocols");
    assertThat(head).contains("Connection: upgrade", "Upgrade: websocket", ACCEPT);
    assertThat(named(head, "connection")).hasSize(1);
    assertThat(named(head, "upgrade")).hasSize(1);
  }

  @Test
  void c4NoHeaderIsEmptyAndTheHeadIsShort() throws IOException {
    List<String> head =
        upgrade("Origin: https://play.example", "X-Long: " + "x".repeat(6_000), "X-Empty:");

    assertThat(head.stream().skip(1)).allMatch(line -> line.matches("[A-Za-z-]+: \\S.*"));
    assertThat(String.join("\r\n", head).length()).isLessThan(1_024);
  }

  @Test
  void c4NoExtensionIsAgreedTo() throws IOException {
    assertThat(
            upgrade(
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
                "Sec-WebSocket-Extensions: x-webkit-deflate-frame"))
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("extensions"));
  }

  // --- Other upgrades ---

  @Test
  void previewsPathJoinsTheSameRoom() throws IOException {
    assertThat(head("/mini-comms/room-1", "Connection: Upgrade", KEY, VERSION).getFirst())
        .isEqualTo("HTTP/1.1 101 Switching Protocols");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sec-WebSocket-Version: 13|400",
        "Sec-WebSocket-Version: 8|426",
        "Sec-WebSocket-Version: 13, 8|426"
      })
  void upgradeWithoutKeyOrOfAnotherVersionIsRejected(String version, int status)
      throws IOException {
    assertThat(head("/rooms/plaza", "Connection: Upgrade, close", version).getFirst())
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void rejectionOfAnotherVersionNamesTheSupportedOne() throws IOException {
    assertThat(head("/rooms/plaza", "Connection: Upgrade", KEY, "Sec-WebSocket-Version: 14"))
        .contains("Sec-WebSocket-Version: 13", "Upgrade: websocket");
  }

  @Test
  void framesReceivedWithTheRequestAreHandled() throws IOException {
    byte[] identification = identification("0x0000000000000000000000000000000000657665");
    try (Socket socket = connect()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(request("/rooms/plaza", "Connection: Upgrade", KEY, VERSION));
      all.writeBytes(ClientFrames.binary(identification));
      socket.getOutputStream().write(all.toByteArray());
      InputStream in = socket.getInputStream();
      readHead(in);

      assertThat(in.read()).isEqualTo(0x82);
      byte[] packet = in.readNBytes(in.read());
      assertThat(new String(packet, ISO_8859_1)).contains("dcl-");
    }
  }

  private static byte[] identification(String address) {
    byte[] text = address.getBytes(ISO_8859_1);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(7 << 3 | 2);
    packet.write(text.length + 2);
    packet.write(1 << 3 | 2);
    packet.write(text.length);
    packet.writeBytes(text);
    return packet.toByteArray();
  }

  private static boolean namesASubprotocol(String line) {
    return line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-protocol");
  }

  private static List<String> named(List<String> head, String name) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .toList();
  }

  private static List<String> upgrade(String... more) throws IOException {
    String[] headers = Arrays.copyOf(more, more.length + 3);
    headers[more.length] = "Connection: Upgrade";
    headers[more.length + 1] = KEY;
    headers[more.length + 2] = VERSION;
    return head("/rooms/plaza", headers);
  }

  /// The lines of the answer's head.
  private static List<String> head(String path, String... headers) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request(path, headers));
      return readHead(socket.getInputStream());
    }
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static byte[] request(String path, String... headers) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  private static List<String> readHead(InputStream in) throws IOException {
    return List.of(RawUpgrade.readHead(in).split("\r\n", -1));
  }
}
