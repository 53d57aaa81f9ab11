package wsroom.bench.path;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import wsroom.packet.ClientPacket;
import wsroom.packet.PacketDecoder;
import wsroom.packet.PeerUpdate;
import wsroom.packet.UpdateEncoder;
import wsroom.websocket.FrameBatch;

/// From a client's packet to the frame of its update in a batch: time for one update.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SpliceBenchmark {
  private static final int UPDATES = 100;
  private static final int ALIAS = 12_345;
  private static final int PACKET_TAG = 3 << 3 | 2;
  private static final int BODY_TAG = 2 << 3 | 2;

  /// A movement, and a part of a scene's state.
  @Param({"60", "3000"})
  public int bodyBytes = 60;

  private final FrameBatch batch = FrameBatch.forSockets(16 * 1024);
  private final PeerUpdate update = new PeerUpdate();
  private ByteBuffer packet = ByteBuffer.allocate(0);

  @Setup
  public void encode() {
    packet = ByteBuffer.allocateDirect(bodyBytes + 16);
    int inner = 1 + varintBytes(bodyBytes) + bodyBytes;
    packet.put((byte) PACKET_TAG);
    putVarint(inner);
    packet.put((byte) BODY_TAG);
    putVarint(bodyBytes);
    packet.limit(packet.position() + bodyBytes).position(0);
    if (!update.read(packet) || update.bodyLength() != bodyBytes) {
      throw new IllegalStateException("the benchmark measures something else than it says");
    }
  }

  /// The way of all updates that today's clients send.
  @Benchmark
  @OperationsPerInvocation(UPDATES)
  public int spliced() {
    batch.clear();
    for (int i = 0; i < UPDATES; i++) {
      if (update.read(packet)) {
        add(packet, update.bodyStart(), update.bodyLength(), update.unreliable());
      }
    }
    return batch.count();
  }

  /// The way of those that the splice does not recognise.
  @Benchmark
  @OperationsPerInvocation(UPDATES)
  public int throughProtobuf() {
    batch.clear();
    for (int i = 0; i < UPDATES; i++) {
      if (PacketDecoder.decode(packet) instanceof ClientPacket.Update(var body, var unreliable)) {
        add(body, body.position(), body.remaining(), unreliable);
      }
    }
    return batch.count();
  }

  private void add(ByteBuffer from, int bodyStart, int bodyLength, boolean unreliable) {
    ByteBuffer target = batch.begin(UpdateEncoder.packetBytes(ALIAS, bodyLength, unreliable));
    UpdateEncoder.put(target, ALIAS, from, bodyStart, bodyLength, unreliable);
    batch.end(unreliable);
  }

  private static int varintBytes(int value) {
    return value < 0x80 ? 1 : 2;
  }

  private void putVarint(int value) {
    if (value < 0x80) {
      packet.put((byte) value);
    } else {
      packet.put((byte) ((value & 0x7f) | 0x80)).put((byte) (value >>> 7));
    }
  }
}
