package wsroom.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.http.ProxyHeader.Complete;
import wsroom.http.ProxyHeader.Incomplete;
import wsroom.http.ProxyHeader.Problem;
import wsroom.http.ProxyHeader.Refused;

/// PROXY protocol headers, valid and invalid ones.
class ProxyHeaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.1 198.51.100.7 4711 443\r\n",
        "PROXY TCP6 2001:db8::1 2001:db8::2 65535 0\r\n",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
        "PROXY UNKNOWN\r\n",
        "PROXY UNKNOWN whatever follows it\r\n"
      })
  void headerOfVersion1IsCompleteAtItsLineBreakAndNotBefore(String header) {
    isCompleteAtItsEndAndNotBefore(header.getBytes(US_ASCII));
  }

  @Test
  void headerOfVersion2IsCompleteAtItsEndAndNotBefore() {
    for (int extension : new int[] {0, 1, 84, 4000}) {
      isCompleteAtItsEndAndNotBefore(version2(0x21, 0x11, extension));
      isCompleteAtItsEndAndNotBefore(version2(0x21, 0x21, extension));
    }
    isCompleteAtItsEndAndNotBefore(version2(0x20, 0x00, 0));
    isCompleteAtItsEndAndNotBefore(version2(0x21, 0x00, 7));
    isCompleteAtItsEndAndNotBefore(version2(0x21, 0x31, 216));
  }

  private static void isCompleteAtItsEndAndNotBefore(byte[] header) {
    for (int length = 1; length < header.length; length++) {
      assertThat(ProxyHeader.parse(header, length))
          .as("%d bytes", length)
          .isEqualTo(new Incomplete());
    }
    byte[] more = ByteBuffer.allocate(header.length + 5).put(header).array();
    assertThat(ProxyHeader.parse(header, header.length)).isInstanceOf(Complete.class);
    assertThat(ProxyHeader.parse(more, more.length))
        .isEqualTo(ProxyHeader.parse(header, header.length))
        .isInstanceOfSatisfying(
            Complete.class, complete -> assertThat(complete.length()).isEqualTo(header.length));
  }

  @Test
  void bothVersionsHaveClientAndDestination() {
    assertThat(parse("PROXY TCP4 192.0.2.1 198.51.100.7 4711 443\r\n"))
        .isEqualTo(complete("192.0.2.1", 4711, "198.51.100.7", 443, 44));
    assertThat(ProxyHeader.parse(version2(0x21, 0x11, 2), 30))
        .isEqualTo(complete("192.0.2.1", 4711, "198.51.100.7", 443, 30));
    assertThat(ProxyHeader.parse(version2(0x21, 0x21, 0), 52))
        .isEqualTo(complete("2001:db8::1", 4711, "2001:db8::2", 443, 52));
  }

  @Test
  void balancersOwnConnectionsHaveNoClient() {
    assertThat(parse("PROXY UNKNOWN\r\n")).isEqualTo(new Complete(Optional.empty(), 15));
    assertThat(ProxyHeader.parse(version2(0x20, 0x11, 0), 28))
        .isEqualTo(new Complete(Optional.empty(), 28));
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET / HTTP/1.1\r\n", "PROXX", "\u0016\u0003\u0001", "\r\nQUIT"})
  void anythingElseIsNoHeader(String text) {
    assertThat(parse(text)).isEqualTo(new Refused(Problem.MISSING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY \r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4711 443\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4711\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4711 443 1\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 4711 65536\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 -1 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 04711 443\r\n",
        "PROXY TCP4 192.0.2.256 198.51.100.7 4711 443\r\n",
        "PROXY TCP4 192.0.2 198.51.100.7 4711 443\r\n",
        "PROXY TCP4 2001:db8::1 2001:db8::2 4711 443\r\n",
        "PROXY TCP6 2001:db8:::1 2001:db8::2 4711 443\r\n",
        "PROXY TCP6 fe80::1%eth0 2001:db8::2 4711 443\r\n",
        "PROXY TCP6 example.org 2001:db8::2 4711 443\r\n",
        "PROXY UDP4 192.0.2.1 198.51.100.7 4711 443\r\n",
        "PROXY TCP4 192.0.2.1  198.51.100.7 4711 443\r\n",
        "PROXY UNKNOWNS\r\n"
      })
  void invalidHeaderOfVersion1IsMalformed(String header) {
    assertThat(parse(header)).isEqualTo(new Refused(Problem.MALFORMED));
  }

  @Test
  void lineWithoutAnEndIsMalformedAfter107Bytes() {
    assertThat(parse("PROXY UNKNOWN " + "x".repeat(92))).isEqualTo(new Incomplete());
    assertThat(parse("PROXY UNKNOWN " + "x".repeat(93))).isEqualTo(new Refused(Problem.MALFORMED));
  }

  @Test
  void invalidHeaderOfVersion2IsMalformed() {
    byte[] short4 = version2(0x21, 0x11, 0);
    short4[15] = 11;
    byte[] long4 = version2(0x21, 0x11, 0);
    long4[14] = (byte) 0xFF;
    for (byte[] header :
        new byte[][] {
          short4, long4, version2(0x11, 0x11, 0), version2(0x22, 0x11, 0), version2(0x21, 0x12, 0)
        }) {
      assertThat(ProxyHeader.parse(header, header.length))
          .isEqualTo(new Refused(Problem.MALFORMED));
    }
  }

  /// A header whose addresses are from the networks for documentation.
  static byte[] version2(int command, int family, int extensionBytes) {
    byte[] addresses =
        HexFormat.of()
            .parseHex(
                switch (family) {
                  case 0x11, 0x12 -> "c0000201" + "c6336407" + "1267" + "01bb";
                  case 0x21 ->
                      "20010db8000000000000000000000001"
                          + "20010db8000000000000000000000002"
                          + "1267"
                          + "01bb";
                  default -> "";
                });
    return ByteBuffer.allocate(16 + addresses.length + extensionBytes)
        .put(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a"))
        .put((byte) command)
        .put((byte) family)
        .putShort((short) (addresses.length + extensionBytes))
        .put(addresses)
        .array();
  }

  private static ProxyHeader.Parsed parse(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return ProxyHeader.parse(bytes, bytes.length);
  }

  private static Complete complete(
      String client, int clientPort, String destination, int destinationPort, int length) {
    return new Complete(
        Optional.of(
            new ProxyHeader.Addresses(
                new InetSocketAddress(InetAddress.ofLiteral(client), clientPort),
                new InetSocketAddress(InetAddress.ofLiteral(destination), destinationPort))),
        length);
  }
}
