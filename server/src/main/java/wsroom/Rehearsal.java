package wsroom;

import static java.nio.charset.StandardCharsets.UTF_8;

import authchain.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.log.Logging;

/// Starts the server on a free port of this machine, lets two clients meet in it, and ends. The
/// build runs it once under `-XX:AOTCacheOutput`, so that the JVM records the classes that a start
/// needs: with that record the server starts several times faster.
public final class Rehearsal {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "HTTP_SERVER_PORT", "0",
          "HTTP_SERVER_HOST", "127.0.0.1",
          "ETH_RPC_URL", "off",
          "LOG_LEVEL", "warn");
  private static final List<String> PAGES =
      List.of("/status", "/metrics", "/health/ready", "/nothing");
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final int UPDATES = 200;
  private static final int PATIENCE_SECONDS = 30;
  private static final int MOST_SECONDS = 60;

  private Rehearsal() {}

  public static void main(String[] arguments) throws Exception {
    if (!(Command.of(arguments) instanceof Command.Run)
        || !(ServerConfig.read(SETTINGS) instanceof ConfigReading.Valid(var config, _))) {
      throw new IllegalStateException("the rehearsal's own settings are wrong");
    }
    // A build must not hang because a rehearsal does.
    CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS)
        .execute(() -> Runtime.getRuntime().halt(1));
    Logging.start(config.log());
    Server server =
        new Server(
            config,
            error -> {
              throw error;
            });
    InetSocketAddress address = server.start();
    Welcome.lines(config, address);
    play("127.0.0.1:" + address.getPort());
    server.close();
    Logging.stop();
  }

  private static void play(String host) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String page : PAGES) {
        var request = HttpRequest.newBuilder(URI.create("http://" + host + page)).build();
        http.send(request, BodyHandlers.ofString());
      }
      var room = URI.create("ws://" + host + "/rooms/rehearsal");
      var speaker = new Actor(http, room, Identity.named("speaker", Instant.now().plus(AN_HOUR)));
      var listener = new Actor(http, room, Identity.guestNamed("listener"));
      for (int i = 0; i < UPDATES; i++) {
        speaker.update(i);
        listener.hears(Actor.UPDATE);
      }
      // The client would wait for its WebSockets to end before it does.
      http.shutdownNow();
    }
  }

  /// A client that is in a room as soon as it is made. It writes and reads just as much of the
  /// protocol as it needs, since what it loaded for that would burden the record.
  private static final class Actor implements WebSocket.Listener {
    private static final int WELCOME = 1;
    private static final int UPDATE = 3;
    private static final int CHALLENGE = 4;
    private static final int SIGNED_CHALLENGE = 5;
    private static final int IDENTIFICATION = 7;
    private static final Pattern CHALLENGE_TEXT = Pattern.compile("dcl-[0-9A-Za-z]+");

    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    Actor(HttpClient http, URI room, Identity identity) throws InterruptedException {
      socket = http.newWebSocketBuilder().subprotocols("rfc5").buildAsync(room, this).join();
      send(IDENTIFICATION, field(1, identity.address().getBytes(UTF_8)));
      Matcher challenge = CHALLENGE_TEXT.matcher(new String(hears(CHALLENGE), UTF_8));
      if (!challenge.find()) {
        throw new IllegalStateException("a challenge without text");
      }
      send(SIGNED_CHALLENGE, field(1, identity.sign(challenge.group()).toJson().getBytes(UTF_8)));
      hears(WELCOME);
    }

    void update(int number) {
      send(UPDATE, field(2, ("update " + number).getBytes(UTF_8)));
    }

    /// Waits for a packet of that kind and passes over others.
    byte[] hears(int kind) throws InterruptedException {
      while (true) {
        byte[] packet = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (packet == null) {
          throw new IllegalStateException("no packet " + kind + " came");
        }
        if (packet[0] == (byte) (kind << 3 | 2)) {
          return packet;
        }
      }
    }

    private void send(int kind, byte[] message) {
      socket.sendBinary(ByteBuffer.wrap(field(kind, message)), true).join();
    }

    /// A field of protobuf with a length, which is below 2¹⁴ here.
    private static byte[] field(int number, byte[] value) {
      int length = value.length;
      var bytes = new ByteArrayOutputStream();
      bytes.write(number << 3 | 2);
      if (length >= 1 << 7) {
        bytes.write((length & 0x7F) | 0x80);
        length >>= 7;
      }
      bytes.write(length);
      bytes.writeBytes(value);
      return bytes.toByteArray();
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] packet = new byte[data.remaining()];
      data.get(packet);
      heard.add(packet);
      from.request(1);
      return null;
    }
  }
}
