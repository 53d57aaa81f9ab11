package wsroom.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses a PROXY protocol header, version 1 (a line of text) or 2 (binary), which may be
/// incomplete yet.
///
/// See <https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>. The extensions (TLVs) of
/// version 2 are skipped.
final class ProxyHeader {
  /// More than load balancers send: the addresses take 36 bytes, extensions some hundred.
  static final int MAX_EXTENSION_BYTES = 4096;

  static final int MAX_BYTES = 16 + MAX_EXTENSION_BYTES;

  /// With the line break, as specified by the protocol.
  private static final int MAX_LINE_BYTES = 107;

  private static final byte[] TEXT = "PROXY ".getBytes(US_ASCII);
  private static final byte[] BINARY = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);
  private static final int FIXED_BYTES = 16;

  private static final String NUMBER = "(0|[1-9][0-9]{0,4})";
  private static final Pattern LINE =
      Pattern.compile("PROXY TCP([46]) (\\S+) (\\S+) " + NUMBER + " " + NUMBER);
  private static final Pattern UNKNOWN = Pattern.compile("PROXY UNKNOWN( .*)?");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final int HIGHEST_PORT = 65_535;

  private ProxyHeader() {}

  /// The result of parsing the first bytes of a connection.
  sealed interface Parsed {}

  /// The beginning of a header.
  record Incomplete() implements Parsed {}

  /// A whole header.
  ///
  /// @param addresses of client and destination; empty for the balancer's own connections, such as
  ///     health checks, or if it does not know them
  /// @param length of the header in bytes
  record Complete(Optional<Addresses> addresses, int length) implements Parsed {}

  /// No header, or a malformed one.
  record Refused(Problem problem) implements Parsed {}

  record Addresses(InetSocketAddress client, InetSocketAddress destination) {}

  /// The problem with a header.
  enum Problem {
    /// The connection begins with other bytes.
    MISSING,
    MALFORMED,
    /// The rest did not arrive in time, or the connection ended before it.
    INCOMPLETE
  }

  /// @param bytes of which the first `length` have been received
  static Parsed parse(byte[] bytes, int length) {
    if (beginsWith(bytes, length, TEXT)) {
      return length < TEXT.length ? new Incomplete() : line(bytes, length);
    }
    if (beginsWith(bytes, length, BINARY)) {
      return length < FIXED_BYTES ? new Incomplete() : binary(bytes, length);
    }
    return new Refused(Problem.MISSING);
  }

  /// Whether the bytes received match a signature.
  private static boolean beginsWith(byte[] bytes, int length, byte[] signature) {
    int known = Math.min(length, signature.length);
    return Arrays.equals(bytes, 0, known, signature, 0, known);
  }

  private static Parsed line(byte[] bytes, int length) {
    int end = TEXT.length;
    while (end < length && bytes[end] != '\n') {
      end++;
    }
    if (end >= MAX_LINE_BYTES) {
      return new Refused(Problem.MALFORMED);
    }
    if (end == length) {
      return new Incomplete();
    }
    if (bytes[end - 1] != '\r') {
      return new Refused(Problem.MALFORMED);
    }
    String text = new String(bytes, 0, end - 1, US_ASCII);
    if (UNKNOWN.matcher(text).matches()) {
      return new Complete(Optional.empty(), end + 1);
    }
    Matcher fields = LINE.matcher(text);
    Optional<Addresses> addresses = fields.matches() ? addresses(fields) : Optional.empty();
    return addresses.isPresent()
        ? new Complete(addresses, end + 1)
        : new Refused(Problem.MALFORMED);
  }

  private static Optional<Addresses> addresses(Matcher fields) {
    Pattern shape = fields.group(1).equals("4") ? IPV4 : IPV6;
    int clientPort = Integer.parseInt(fields.group(4));
    int destinationPort = Integer.parseInt(fields.group(5));
    if (!shape.matcher(fields.group(2)).matches()
        || !shape.matcher(fields.group(3)).matches()
        || clientPort > HIGHEST_PORT
        || destinationPort > HIGHEST_PORT) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Addresses(
              new InetSocketAddress(literal(fields.group(2), shape), clientPort),
              new InetSocketAddress(literal(fields.group(3), shape), destinationPort)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static InetAddress literal(String text, Pattern shape) {
    return shape == IPV4 ? InetAddress.ofLiteral(text) : Inet6Address.ofLiteral(text);
  }

  private static Parsed binary(byte[] bytes, int length) {
    ByteBuffer header = ByteBuffer.wrap(bytes, BINARY.length, length - BINARY.length);
    int command = header.get();
    int family = header.get();
    int rest = header.getShort() & 0xFFFF;
    if (rest > MAX_EXTENSION_BYTES || (command != 0x20 && command != 0x21)) {
      return new Refused(Problem.MALFORMED);
    }
    if (length < FIXED_BYTES + rest) {
      return new Incomplete();
    }
    if (command == 0x20) {
      // The balancer's own connection; any addresses are meaningless.
      return new Complete(Optional.empty(), FIXED_BYTES + rest);
    }
    return switch (family) {
      case 0x11 -> withAddresses(header, 4, rest);
      case 0x21 -> withAddresses(header, 16, rest);
      // Unknown, or a Unix socket: there is no network address.
      case 0x00, 0x31 -> new Complete(Optional.empty(), FIXED_BYTES + rest);
      default -> new Refused(Problem.MALFORMED);
    };
  }

  private static Parsed withAddresses(ByteBuffer header, int addressBytes, int rest) {
    if (rest < 2 * addressBytes + 4) {
      return new Refused(Problem.MALFORMED);
    }
    InetAddress client = address(header, addressBytes);
    InetAddress destination = address(header, addressBytes);
    return new Complete(
        Optional.of(
            new Addresses(
                new InetSocketAddress(client, header.getShort() & 0xFFFF),
                new InetSocketAddress(destination, header.getShort() & 0xFFFF))),
        FIXED_BYTES + rest);
  }

  private static InetAddress address(ByteBuffer header, int length) {
    byte[] octets = new byte[length];
    header.get(octets);
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
