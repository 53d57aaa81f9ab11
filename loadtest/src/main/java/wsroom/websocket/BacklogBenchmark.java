package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
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

/// A slow consumer, so that each frame is queued in its backlog: time for one frame, with a body of
/// 60 bytes, to be queued and written.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BacklogBenchmark {
  private static final int FRAMES = 100;
  private static final int FRAME_BYTES = 68;

  private final NullTransport socket = new NullTransport(new byte[0]);
  private final Outbound outbound =
      new Outbound(socket, new BenchThread(), new ThreadBuffers(), 1 << 20, () -> {});
  private final FrameBatch batch = FrameBatch.forSockets(16 * 1024);
  private final FrameRanges everything = new FrameRanges();

  @Setup
  public void fill() throws IOException {
    for (int i = 0; i < FRAMES; i++) {
      ByteBuffer target = batch.begin(FRAME_BYTES);
      target.position(target.position() + FRAME_BYTES);
      batch.end(i % 2 == 0);
    }
    everything.add(0, FRAMES);
    // From now on some frame is always left, so that the same backlog is reused.
    socket.maxBytesPerWrite = 0;
    outbound.send(batch, everything);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int queueAndWrite() throws IOException {
    socket.maxBytesPerWrite = batch.sizeBytes();
    outbound.send(batch, everything);
    outbound.onWritable();
    return outbound.backlogBytes();
  }
}
