package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A batch of frames, each with a body of 60 bytes: filling it, and sending it to one peer.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FlushBenchmark {
  private static final int FRAME_BYTES = 68;

  /// The updates of a room of a hundred peers in a flush window, at ten updates a second and more.
  @Param({"5", "100"})
  public int frames = 5;

  private final NullTransport socket = new NullTransport(new byte[0]);
  private final Outbound outbound =
      new Outbound(socket, new BenchThread(), new ThreadBuffers(), 1 << 20, () -> {});
  private final FrameRanges everything = new FrameRanges();
  private final FrameRanges butOne = new FrameRanges();
  private final FrameBatch filling = FrameBatch.forSockets(16 * 1024);
  private final FrameBatch full = FrameBatch.forSockets(16 * 1024);
  private final ByteBuffer body = ByteBuffer.allocateDirect(FRAME_BYTES);

  @Setup
  public void fill() {
    fill(full);
    everything.add(0, frames);
    butOne.add(0, frames / 2);
    butOne.add(frames / 2 + 1, frames);
  }

  private void fill(FrameBatch batch) {
    for (int i = 0; i < frames; i++) {
      ByteBuffer target = batch.begin(FRAME_BYTES);
      target.put(target.position(), body, 0, FRAME_BYTES);
      target.position(target.position() + FRAME_BYTES);
      batch.end(false);
    }
  }

  /// All frames of a flush, added to a reused batch.
  @Benchmark
  public int fillTheBatch() {
    filling.clear();
    fill(filling);
    return filling.count();
  }

  /// To a peer that sent none of them: one write of one range.
  @Benchmark
  public long sendAll() throws IOException {
    outbound.send(full, everything);
    return socket.writtenBytes;
  }

  /// To a peer that sent one of them: one write of the frames before and after it.
  @Benchmark
  public long sendAllButOne() throws IOException {
    outbound.send(full, butOne);
    return socket.writtenBytes;
  }
}
