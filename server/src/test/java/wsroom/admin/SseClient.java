package wsroom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads Server-Sent Events from a socket, as the standard parses them.
public final class SseClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final BufferedReader reader;
  private final String statusLine;
  private final Map<String, String> headers = new HashMap<>();
  private String lastId = "";

  /// An event.
  ///
  /// @param id the last one, of this event or of an earlier block
  public record Received(String id, String topic, JsonNode data) {}

  /// @param receiveBytes the size of the socket's receive buffer; 0 for the default
  /// @param head further lines of the request
  public SseClient(int port, String target, int receiveBytes, String... head) throws IOException {
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n%s\r\n"
            .formatted(target, head.length == 0 ? "" : String.join("\r\n", head) + "\r\n");
    socket.getOutputStream().write(request.getBytes(UTF_8));
    InputStream in = socket.getInputStream();
    statusLine = line(in);
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
    reader = new BufferedReader(new InputStreamReader(chunked ? new Chunks(in) : in, UTF_8), 1);
  }

  public int status() {
    return Integer.parseInt(statusLine.split(" ", 3)[1]);
  }

  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public String lastId() {
    return lastId;
  }

  /// The next event.
  public Received next() throws IOException {
    Received received = nextOrEnd();
    if (received == null) {
      throw new AssertionError("the stream ends");
    }
    return received;
  }

  /// The next event; null at the end of the stream.
  public @Nullable Received nextOrEnd() throws IOException {
    while (true) {
      Block block = block();
      if (block == null) {
        return null;
      }
      if (!block.data.isEmpty()) {
        return new Received(lastId, block.event, JsonMapper.shared().readTree(block.data));
      }
    }
  }

  /// Reads to the end of the next block, an event or not.
  public void nextBlock() throws IOException {
    assertThat(block()).as("the stream ends").isNotNull();
  }

  /// The rest of the response.
  public String rest() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      text.append((char) c);
      if (text.toString().endsWith("}")) {
        break;
      }
    }
    return text.toString();
  }

  private record Block(String event, String data) {}

  private @Nullable Block block() throws IOException {
    String event = "";
    StringBuilder data = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isEmpty()) {
        return new Block(event, data.toString());
      }
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).stripLeading();
      switch (line.substring(0, colon)) {
        case "id" -> lastId = value;
        case "event" -> event = value;
        case "data" -> data.append(value);
        default -> {}
      }
    }
    return null;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      assertThat(c).as("the response ends after: " + line).isNotNegative();
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /// Decodes the chunked transfer encoding.
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;
    private boolean ended;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (left == 0 && !ended) {
        left = Integer.parseInt(line(in), 16);
        ended = left == 0;
      }
      if (ended) {
        return -1;
      }
      int c = in.read();
      if (c >= 0 && --left == 0) {
        line(in);
      }
      return c;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int c = length == 0 ? 0 : read();
      if (c < 0) {
        return -1;
      }
      into[offset] = (byte) c;
      return length == 0 ? 0 : 1;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
