package wsroom.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import authchain.Identity;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wsroom.server.Warmup;

/// The training run for the AOT cache: starts the server on a free loopback port, has two clients
/// exchange updates, and exits. The build runs it once under `-XX:AOTCacheOutput`, so that the JVM
/// records the classes that a start needs. With that cache the server starts several times faster.
public final class AotTrainingRun {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "HTTP_SERVER_PORT", "0",
          "HTTP_SERVER_HOST", "127.0.0.1",
          "LOG_LEVEL", "warn");
  private static final List<String> PAGES =
      List.of("/status", "/metrics", "/health/ready", "/nothing");
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final int UPDATES = 200;
  private static final int READ_TIMEOUT_MILLIS = 30_000;
  private static final int MAX_SECONDS = 60;

  private AotTrainingRun() {}

  public static void main(String[] arguments) throws Exception {
    // A build must not hang if the training run does.
    CompletableFuture.delayedExecutor(MAX_SECONDS, TimeUnit.SECONDS)
        .execute(() -> Runtime.getRuntime().halt(1));
    Warmup.begin();
    train(Main.serve(SETTINGS).orElseThrow());
    System.exit(0);
  }

  private static void train(InetSocketAddress server) throws IOException {
    for (String page : PAGES) {
      try (var socket = new Socket(server.getAddress(), server.getPort())) {
        socket.getOutputStream().write(head(page, "Connection: close"));
        socket.getInputStream().readAllBytes();
      }
    }
    var sender = new Client(server, Identity.named("sender", Instant.now().plus(AN_HOUR)));
    var receiver = new Client(server, Identity.guestNamed("receiver"));
    for (int i = 0; i < UPDATES; i++) {
      sender.update(i);
      receiver.receive(Client.UPDATE);
    }
  }

  private static byte[] head(String path, String... headers) {
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers))
        .concat("\r\n\r\n")
        .getBytes(UTF_8);
  }

  /// A client that has joined a room when its constructor returns. It implements only the parts of
  /// the protocols that it needs, since the classes of a library would burden every start. Its
  /// socket stays open until the process ends.
  private static final class Client {
    private static final int WELCOME = 1;
    private static final int UPDATE = 3;
    private static final int CHALLENGE = 4;
    private static final int SIGNED_CHALLENGE = 5;
    private static final int IDENTIFICATION = 7;
    private static final int FINAL_BINARY = 0x82;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES_OF_LENGTH = 126;
    private static final int MASK_BYTES = 4;
    private static final Pattern CHALLENGE_TEXT = Pattern.compile("dcl-[0-9A-Za-z]+");

    private final DataInputStream in;
    private final DataOutputStream out;

    Client(InetSocketAddress server, Identity identity) throws IOException {
      var socket = new Socket(server.getAddress(), server.getPort());
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      upgrade();
      send(IDENTIFICATION, field(1, identity.address().getBytes(UTF_8)));
      Matcher challenge = CHALLENGE_TEXT.matcher(new String(receive(CHALLENGE), UTF_8));
      if (!challenge.find()) {
        throw new IllegalStateException("a challenge without text");
      }
      send(SIGNED_CHALLENGE, field(1, identity.sign(challenge.group()).toJson().getBytes(UTF_8)));
      receive(WELCOME);
    }

    private void upgrade() throws IOException {
      out.write(
          head(
              "/rooms/aot-training",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: YW90LXRyYWluaW5nLXJ1bg==",
              "Sec-WebSocket-Protocol: rfc5, rfc4"));
      out.flush();
      int end = 0;
      while (end != 0x0D0A0D0A) {
        end = end << 8 | in.readUnsignedByte();
      }
    }

    void update(int number) throws IOException {
      send(UPDATE, field(2, ("update " + number).getBytes(UTF_8)));
    }

    /// Waits for a packet of that kind, and skips others.
    byte[] receive(int kind) throws IOException {
      while (true) {
        in.readUnsignedByte();
        int length = in.readUnsignedByte();
        byte[] packet = new byte[length == TWO_BYTES_OF_LENGTH ? in.readUnsignedShort() : length];
        in.readFully(packet);
        if (packet[0] == tag(kind)) {
          return packet;
        }
      }
    }

    /// Masks with zeros, which leave the bytes unchanged.
    private void send(int kind, byte[] message) throws IOException {
      byte[] packet = field(kind, message);
      out.write(FINAL_BINARY);
      if (packet.length < TWO_BYTES_OF_LENGTH) {
        out.write(MASKED | packet.length);
      } else {
        out.write(MASKED | TWO_BYTES_OF_LENGTH);
        out.writeShort(packet.length);
      }
      out.write(new byte[MASK_BYTES]);
      out.write(packet);
      out.flush();
    }

    /// A field of protobuf with a length, which is below 2¹⁴ here.
    private static byte[] field(int number, byte[] value) {
      int length = value.length;
      var bytes = new ByteArrayOutputStream();
      bytes.write(tag(number));
      if (length >= 1 << 7) {
        bytes.write((length & 0x7F) | 0x80);
        length >>= 7;
      }
      bytes.write(length);
      bytes.writeBytes(value);
      return bytes.toByteArray();
    }

    private static byte tag(int number) {
      return (byte) (number << 3 | 2);
    }
  }
}
