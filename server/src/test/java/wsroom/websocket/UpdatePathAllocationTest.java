package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import wsroom.packet.PeerUpdate;
import wsroom.room.Peer;
import wsroom.room.RoomReplica;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.Grant;

/// The allocation of one update on its whole path: socket, frame, splice, batch, flush, socket. All
/// classes between the sockets are the real ones.
final class UpdatePathAllocationTest {
  private static final int PEERS = 100;
  private static final int ROUNDS_TO_WARM_UP = 500;
  private static final int ROUNDS = 500;

  private final LoopThread thread = new LoopThread();
  private final ThreadBuffers buffers = new ThreadBuffers();
  private final PeerUpdate update = new PeerUpdate();
  private final ThreadRooms rooms =
      ThreadRooms.onEach(List.of(thread), 0, lagNanos -> {}).getFirst();
  private final List<Socket> sockets = new ArrayList<>();

  @Test
  void updateToAHundredPeersAllocatesLessThanAByteEach() {
    RoomReplica room = rooms.room("plaza");
    for (int alias = 1; alias <= PEERS; alias++) {
      sockets.add(new Socket(room, alias));
    }
    thread.runAll();

    allSend(ROUNDS_TO_WARM_UP);
    long deliveriesBefore = rooms.counters().outMessages();
    long writtenBefore = written();
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    allSend(ROUNDS);
    long allocated = memory.getCurrentThreadAllocatedBytes() - before;

    long deliveries = rooms.counters().outMessages() - deliveriesBefore;
    assertThat(deliveries).isEqualTo((long) ROUNDS * PEERS * (PEERS - 1));
    assertThat(written() - writtenBefore).as("bytes written").isGreaterThan(60 * deliveries);
    // Not quite zero: each flush is a task in the thread's queue.
    assertThat(allocated).as("bytes allocated").isLessThan((long) ROUNDS * PEERS);
  }

  private void allSend(int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < PEERS; i++) {
        sockets.get(i).send();
      }
      thread.runAll();
    }
  }

  private long written() {
    long sum = 0;
    for (Socket socket : sockets) {
      sum += socket.written;
    }
    return sum;
  }

  /// A socket that delivers the same update repeatedly, and takes everything written to it.
  private final class Socket implements Transport {
    private final byte[] frame = ClientFrames.binary(packet());
    private final WebSocketConnection connection;
    private @Nullable Peer peer;
    private long written;

    Socket(RoomReplica room, int alias) {
      connection =
          new WebSocketConnection(
              this,
              thread,
              buffers,
              new WebSocketConnection.Settings(
                  65_535,
                  1 << 20,
                  error -> {
                    throw error;
                  }),
              InetAddress.getLoopbackAddress(),
              _ -> new Relaying(room));
      peer = room.join(new Grant(alias, 0), "0x%040x".formatted(alias), connection);
    }

    void send() {
      connection.onReadable();
    }

    private static byte[] packet() {
      byte[] packet = new byte[64];
      packet[0] = 3 << 3 | 2;
      packet[1] = 62;
      packet[2] = 2 << 3 | 2;
      packet[3] = 60;
      return packet;
    }

    @Override
    public int read(ByteBuffer target) {
      target.put(frame);
      return frame.length;
    }

    @Override
    public long write(ByteBuffer[] sources, int count) {
      long taken = 0;
      for (int i = 0; i < count; i++) {
        taken += sources[i].remaining();
        sources[i].position(sources[i].limit());
      }
      written += taken;
      return taken;
    }

    @Override
    public boolean flush() {
      return true;
    }

    @Override
    public void notifyWhenReadable(boolean wanted) {}

    @Override
    public void notifyWhenWritable(boolean wanted) {}

    @Override
    public void shutdownWrites() {}

    @Override
    public void close() {}

    private final class Relaying implements ConnectionListener {
      private final RoomReplica room;

      Relaying(RoomReplica room) {
        this.room = room;
      }

      @Override
      public void onMessage(ByteBuffer message) {
        if (peer != null && update.read(message)) {
          room.relay(peer, message, update.bodyStart(), update.bodyLength(), update.unreliable());
        }
      }

      @Override
      public void onBacklog() {}

      @Override
      public void onEnd(ConnectionEnd end) {}

      @Override
      public void onClosed() {}
    }
  }

  /// The test's own thread, whose tasks run on [#runAll]. [FakeIoThreads] allocates itself.
  private static final class LoopThread implements IoThread {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }

    @Override
    public int index() {
      return 0;
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void executeAfterPoll(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void executeAfter(Runnable task, long millis) {
      tasks.add(task);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }
}
