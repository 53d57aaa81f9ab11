package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.room.membership.Grant;
import wsroom.websocket.Connection;
import wsroom.websocket.FakeIoThreads;
import wsroom.websocket.FrameBatch;
import wsroom.websocket.FrameRanges;
import wsroom.websocket.IoThread;

/// The hand-over of a room with peers on two I/O threads.
class HandOverTest {
  private static final Duration WINDOW = Duration.ofMillis(5);
  private static final ByteBuffer BODY = ByteBuffer.wrap(new byte[60]);

  private final FakeIoThreads threads = FakeIoThreads.inOrder(2);
  private final List<ThreadRooms> rooms =
      ThreadRooms.onEach(threads.all(), WINDOW.toNanos(), lagNanos -> {});

  /// A flush that waits for five frames counts the updates of a block, not the blocks.
  @Test
  void blockWithEnoughUpdatesIsFlushedAtOnce() {
    Listener bob = new Listener(threads.get(1));
    Peer alice = joins(0, 1, new Listener(threads.get(0)));
    joins(1, 2, bob);
    threads.passes(WINDOW);
    for (int i = 0; i < 2_000; i++) {
      relays(alice);
      threads.passes(Duration.ofMillis(1));
    }
    threads.passes(WINDOW.multipliedBy(2));
    int before = bob.frames;

    for (int i = 0; i < 5; i++) {
      relays(alice);
    }
    threads.runAll();

    assertThat(bob.frames - before).isEqualTo(5);
  }

  /// The replica exists until its last block is handed over.
  @Test
  void replicaIsRemovedOnceItsLastLeaveIsHandedOver() {
    Peer alice = joins(0, 1, new Listener(threads.get(0)));
    threads.passes(WINDOW);
    RoomReplica plaza = plaza();

    threads.on(threads.get(0), () -> plaza.leave(alice));
    threads.passes(Duration.ofSeconds(1));

    assertThat(plaza()).isNotSameAs(plaza);
    long timers = threads.timersFired();
    threads.passes(Duration.ofSeconds(1));
    assertThat(threads.timersFired()).isEqualTo(timers);
  }

  private RoomReplica plaza() {
    RoomReplica[] found = new RoomReplica[1];
    threads.on(threads.get(0), () -> found[0] = rooms.get(0).room("plaza"));
    return found[0];
  }

  private Peer joins(int thread, int alias, Connection connection) {
    Peer[] joined = new Peer[1];
    threads.on(
        threads.get(thread),
        () ->
            joined[0] =
                rooms
                    .get(thread)
                    .room("plaza")
                    .join(new Grant(alias, 0), "0x%040x".formatted(alias), connection));
    return joined[0];
  }

  private void relays(Peer peer) {
    threads.on(
        threads.get(0),
        () -> assertThat(rooms.get(0).room("plaza").relay(peer, BODY, 0, 60, true)).isTrue());
  }

  /// Counts the frames that it is sent.
  private static final class Listener implements Connection {
    private final IoThread thread;
    private int frames;

    Listener(IoThread thread) {
      this.thread = thread;
    }

    @Override
    public IoThread ioThread() {
      return thread;
    }

    @Override
    public void send(FrameBatch batch, FrameRanges ranges) {
      for (int range = 0; range < ranges.count(); range++) {
        frames += ranges.to(range) - ranges.from(range);
      }
    }

    @Override
    public void send(byte[] frame) {
      frames++;
    }

    @Override
    public void ping(byte[] payload) {}

    @Override
    public void setMaxMessageBytes(int bytes) {}

    @Override
    public void cork(long millis) {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void closeWithoutBacklog(int code, String reason) {}

    @Override
    public void abort() {}

    @Override
    public long lastFrameNanos() {
      return 0;
    }

    @Override
    public int backlogBytes() {
      return 0;
    }

    @Override
    public void endFramesLost() {}

    @Override
    public void postpone(long nanos) {}

    @Override
    public boolean hasBacklog() {
      return false;
    }

    @Override
    public long drainedBytes() {
      return 0;
    }

    @Override
    public long lastProgressNanos() {
      return 0;
    }

    @Override
    public InetAddress clientAddress() {
      return InetAddress.getLoopbackAddress();
    }
  }
}
