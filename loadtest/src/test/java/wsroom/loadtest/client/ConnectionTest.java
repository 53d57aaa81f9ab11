package wsroom.loadtest.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wsroom.loadtest.fake.FakeSocket;
import wsroom.loadtest.fake.ScriptedServer;

/// The client connection against scripted servers.
class ConnectionTest {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final ClientLoop loop = new ClientLoop("test", _ -> Timers.NEVER);

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void messageReceivedByteByByteIsPassedOnWhole() {
    hears(
        socket -> {
          for (int one : new int[] {0x82, 5, 'h', 'e', 'l', 'l', 'o', 0x82, 1, '!'}) {
            socket.write(one);
          }
          socket.readFrame();
        },
        "opened",
        "hello",
        "!");
  }

  @Test
  void messagesOfEveryLengthAreParsed() {
    hears(
        socket -> {
          socket.write(0x82, 0);
          socket.write(0x82, 125);
          socket.write(letters(125));
          socket.write(0x82, 126, 0, 126);
          socket.write(letters(126));
          socket.write(0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0);
          socket.write(letters(65_536));
          socket.readFrame();
        },
        "opened",
        "",
        "x".repeat(125),
        "x".repeat(126),
        "x".repeat(65_536));
  }

  @Test
  void messagesInOneReadArePassedOnInOrder() {
    hears(
        socket -> {
          socket.write(0x82, 1, 'a', 0x82, 1, 'b', 0x82, 1, 'c');
          socket.readFrame();
        },
        "opened",
        "a",
        "b",
        "c");
  }

  @Test
  void pingIsAnsweredWithItsPayload() {
    ScriptedServer server =
        hears(
            socket -> {
              socket.write(0x89, 2, 0x32, 0);
              FakeSocket.Frame pong = socket.readFrame();
              assertThat(pong.opcode()).isEqualTo(0xA);
              assertThat(pong.payload()).isEqualTo(ByteString.copyFrom(new byte[] {0x32, 0}));
              socket.write(0x82, 2, 'o', 'k');
              socket.readFrame();
            },
            "opened",
            "ok");
    server.awaitEnd();
  }

  @Test
  void closeIsAnsweredAndItsReasonKept() {
    ScriptedServer server =
        hears(
            socket -> {
              socket.write(0x88, 5, 0x03, 0xE9, 'b', 'y', 'e');
              FakeSocket.Frame close = socket.readFrame();
              assertThat(close.opcode()).isEqualTo(0x8);
              assertThat(close.payload().substring(0, 2))
                  .isEqualTo(ByteString.copyFrom(new byte[] {0x03, (byte) 0xE9}));
            },
            "opened",
            "closed: 1001 bye");
    server.awaitEnd();
  }

  @Test
  void endOfStreamClosesTheConnection() {
    hears(_ -> {}, "opened", "closed: connection closed by server");
  }

  @Test
  void textFrameIsAViolationButKeepsTheConnection() {
    hears(
        socket -> {
          socket.write(0x81, 1, 'a', 0x82, 1, 'b');
          socket.readFrame();
        },
        "opened",
        "misbehaved: a text frame",
        "b");
  }

  @Test
  void fragmentsAreAViolationButJoined() {
    hears(
        socket -> {
          socket.write(0x02, 1, 'a', 0x89, 0, 0x00, 1, 'b', 0x80, 1, 'c', 0x82, 1, 'd');
          socket.readFrame();
          socket.readFrame();
        },
        "opened",
        "misbehaved: a fragmented message",
        "abc",
        "d");
  }

  @Test
  void maskedServerFrameFailsTheConnection() {
    hears(
        socket -> {
          socket.write(0x82, 0x81, 0, 0, 0, 0, 'a');
          socket.readFrame();
        },
        "opened",
        "misbehaved: a masked frame or reserved bits",
        "closed: 1002 a masked frame or reserved bits");
  }

  @Test
  void oversizedFrameFailsTheConnection() {
    hears(
        socket -> {
          socket.write(0x82, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
          socket.readFrame();
        },
        "opened",
        "misbehaved: a frame of 9223372036854775807 bytes",
        "closed: 1009 a frame of 9223372036854775807 bytes");
  }

  @Test
  void rejectedUpgradeReportsTheStatus() {
    ScriptedServer server =
        ScriptedServer.start(
            socket -> {
              byte[] answer = "HTTP/1.1 503 Busy\r\n\r\n".getBytes(US_ASCII);
              int[] bytes = new int[answer.length];
              Arrays.setAll(bytes, i -> answer[i]);
              socket.write(bytes);
            });
    try (server) {
      connect(server);
      expect("closed: the upgrade was answered with HTTP/1.1 503 Busy");
    }
  }

  @Test
  void rejectedUpgradeReportsTheBody() {
    String json = "{\"error\":\"Unauthorized\",\"message\":\"this room takes an access token\"}";
    answered(
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: " + json.length() + "\r\n\r\n" + json,
        "HTTP/1.1 401 Unauthorized: this room takes an access token");
    answered(
        "HTTP/1.1 426 Upgrade Required\r\ncontent-length: 38\r\n\r\n"
            + "a WebSocket upgrade needs\r\n HTTP/1.1 \033",
        "HTTP/1.1 426 Upgrade Required: a WebSocket upgrade needs HTTP/1.1");
    answered(
        "HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunked("<h1>Bad Gateway</h1> nginx"),
        "HTTP/1.1 502 Bad Gateway: Bad Gateway nginx");
    answered("HTTP/1.1 500 Oops\r\n\r\nuntil it hangs up", "HTTP/1.1 500 Oops: until it hangs up");
  }

  private static String chunked(String body) {
    return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
  }

  private void answered(String answer, String told) {
    ScriptedServer server =
        ScriptedServer.start(
            socket -> {
              byte[] bytes = answer.getBytes(US_ASCII);
              int[] each = new int[bytes.length];
              Arrays.setAll(each, i -> bytes[i]);
              socket.write(each);
            });
    try (server) {
      connect(server);
      expect("closed: the upgrade was answered with " + told);
    }
  }

  @Test
  void sentMessagesArriveUnmasked() {
    try (ScriptedServer server =
        ScriptedServer.start(
            socket -> {
              socket.upgrade();
              for (int length = 0; length < 300; length++) {
                assertThat(socket.readFrame().payload().toStringUtf8())
                    .isEqualTo("y".repeat(length));
              }
            })) {
      Connection connection = connect(server);
      expect("opened");
      loop.execute(
          () -> {
            FrameWriter frames = connection.frames();
            for (int length = 0; length < 300; length++) {
              byte[] payload = new byte[length];
              Arrays.fill(payload, (byte) 'y');
              frames.beginBinary(length).put(payload);
              frames.end();
            }
            connection.send();
          });
      server.awaitEnd();
    }
  }

  private ScriptedServer hears(ScriptedServer.Script script, String... expected) {
    ScriptedServer server =
        ScriptedServer.start(
            socket -> {
              socket.upgrade();
              script.play(socket);
            });
    try (server) {
      Connection connection = connect(server);
      for (String event : expected) {
        expect(event);
      }
      loop.execute(() -> connection.close(1000, ""));
    }
    return server;
  }

  private void expect(String event) {
    try {
      assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private Connection connect(ScriptedServer server) {
    ConnectOptions connectOptions = new ConnectOptions(Target.parse(server.uri()), "room", null, 0);
    return loop.ask(
            () -> {
              try {
                return Connection.open(loop, connectOptions, new Recorder());
              } catch (IOException refused) {
                throw new UncheckedIOException(refused);
              }
            })
        .join();
  }

  private static int[] letters(int count) {
    int[] letters = new int[count];
    Arrays.fill(letters, 'x');
    return letters;
  }

  private final class Recorder implements Handler {
    @Override
    public void opened() {
      events.add("opened");
    }

    @Override
    public void binary(ByteBuffer in, int from, int to) {
      byte[] message = new byte[to - from];
      in.get(from, message);
      events.add(new String(message, US_ASCII));
    }

    @Override
    public void violation(String what) {
      events.add("misbehaved: " + what);
    }

    @Override
    public void closed(CloseStatus closeStatus) {
      events.add("closed: " + closeStatus);
    }
  }
}
