package wsroom.loadtest.join;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import wsroom.loadtest.client.ConnectOptions;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.fake.FakeServer;
import wsroom.loadtest.fake.FaultInjection;

/// Two clients in one room.
class RoomClientTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Identity ALICE = Identity.named("alice", NOW.plusSeconds(60));
  private static final Identity BOB = Identity.named("bob", NOW.plusSeconds(60));

  @Test
  void twoClientsJoinChatAndLeave() throws InterruptedException {
    Lines alices = new Lines();
    Lines bobs = new Lines();
    try (FakeServer server = FakeServer.start(FaultInjection.NONE);
        RoomClient alice = guest(server, ALICE, alices, null);
        RoomClient bob = guest(server, BOB, bobs, new CirclePath())) {
      alice.join(() -> {});
      alices.await("nobody else is here");
      bob.join(() -> {});
      bobs.await("is here");
      alices.await("joins");
      alice.sendChat("hello");
      bobs.await(": hello");
      alices.await("is at 13.0, 0.0, 8.0");
      bob.leave();
      alices.await("leaves");
      assertThat(bob.ended().join().code()).isEqualTo(1000);
      assertThat(bob.isLeaving()).isTrue();
      assertThat(alice.ended()).isNotDone();
    }
  }

  private static RoomClient guest(
      FakeServer server, Identity identity, Lines lines, @Nullable CirclePath walk) {
    InstantSource clock = InstantSource.fixed(NOW);
    RoomPrinter printer = new RoomPrinter(new PrintWriter(lines), clock, ZoneOffset.UTC);
    ConnectOptions connectOptions =
        new ConnectOptions(Target.parse(server.uri()), "plaza", null, 0);
    return new RoomClient(connectOptions, identity, printer, clock, walk);
  }

  /// Printed lines, as they arrive.
  private static final class Lines extends Writer {
    private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

    @Override
    public void write(char[] text, int from, int length) {
      pieces.add(new String(text, from, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    void await(String text) throws InterruptedException {
      while (true) {
        String piece = pieces.poll(10, TimeUnit.SECONDS);
        assertThat(piece).as("waiting for: " + text).isNotNull();
        if (piece != null && piece.contains(text)) {
          return;
        }
      }
    }
  }
}
