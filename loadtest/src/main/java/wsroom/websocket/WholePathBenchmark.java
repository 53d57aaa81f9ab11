package wsroom.websocket;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import wsroom.packet.PeerUpdate;
import wsroom.room.Peer;
import wsroom.room.RoomReplica;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.Grant;

/// From read to write, without the kernel: in a room of a hundred, some peers send an update with a
/// body of 60 bytes, and then the room is flushed. Time for one delivery.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WholePathBenchmark {
  private static final int PEERS = 100;
  private static final int BODY_BYTES = 60;

  private final BenchThread thread = new BenchThread();
  private final ThreadBuffers buffers = new ThreadBuffers();
  private final PeerUpdate update = new PeerUpdate();
  private final ThreadRooms rooms =
      ThreadRooms.onEach(List.of(thread), 0, lagNanos -> {}).getFirst();
  private final List<BenchPeer> peers = new ArrayList<>();
  private int next;

  @Setup
  public void join() {
    RoomReplica room = rooms.room("plaza");
    for (int alias = 1; alias <= PEERS; alias++) {
      peers.add(new BenchPeer(room, alias));
    }
    thread.runAll();
  }

  /// Five peers send between two flushes, as at ten updates a second and a window of 5 ms.
  @Benchmark
  @OperationsPerInvocation(5 * (PEERS - 1))
  public long fiveSend() {
    return send(5);
  }

  @Benchmark
  @OperationsPerInvocation(PEERS * (PEERS - 1))
  public long allSend() {
    return send(PEERS);
  }

  private long send(int count) {
    for (int i = 0; i < count; i++) {
      peers.get(next++ % PEERS).connection.onReadable();
    }
    thread.runAll();
    return rooms.counters().outMessages();
  }

  private final class BenchPeer implements ConnectionListener {
    private final RoomReplica room;
    private final WebSocketConnection connection;
    private final Peer peer;

    BenchPeer(RoomReplica room, int alias) {
      this.room = room;
      this.connection =
          new WebSocketConnection(
              new NullTransport(ClientBytes.updates(1, BODY_BYTES)),
              thread,
              buffers,
              new WebSocketConnection.Settings(
                  65_535,
                  1 << 20,
                  error -> {
                    throw error;
                  }),
              InetAddress.getLoopbackAddress(),
              _ -> this);
      this.peer = room.join(new Grant(alias, 0), "0x%040x".formatted(alias), connection);
    }

    @Override
    public void onMessage(ByteBuffer message) {
      if (!update.read(message)) {
        throw new IllegalStateException("the update did not take the fast path");
      }
      room.relay(peer, message, update.bodyStart(), update.bodyLength(), update.unreliable());
    }

    @Override
    public void onBacklog() {}

    @Override
    public void onEnd(ConnectionEnd end) {
      throw new IllegalStateException("a connection ended: " + end);
    }

    @Override
    public void onClosed() {}
  }
}
