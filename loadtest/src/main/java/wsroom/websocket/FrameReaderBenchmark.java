package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

/// Parsing and unmasking a frame: time for one, with a body of 60 bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameReaderBenchmark {
  private static final int FRAMES = 100;
  private static final int BODY_BYTES = 60;

  private final Counter counter = new Counter();
  private final FrameReader reader = new FrameReader(counter, 65_535);
  private ByteBuffer oneFrame = ByteBuffer.allocate(0);
  private ByteBuffer manyFrames = ByteBuffer.allocate(0);

  @Setup
  public void fill() {
    oneFrame = direct(ClientBytes.updates(1, BODY_BYTES));
    manyFrames = direct(ClientBytes.updates(FRAMES, BODY_BYTES));
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes);
  }

  @Benchmark
  public long oneFrameInARead() {
    reader.read(oneFrame.rewind());
    return counter.messages;
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long aHundredFramesInARead() {
    reader.read(manyFrames.rewind());
    return counter.messages;
  }

  /// The frame arrives in two parts, so that the reader has to buffer the first.
  @Benchmark
  public long oneFrameInTwoReads() {
    int end = oneFrame.capacity();
    reader.read(oneFrame.rewind().limit(end / 2));
    reader.read(oneFrame.limit(end).position(end / 2));
    return counter.messages;
  }

  private static final class Counter implements FrameReader.Sink {
    private long messages;

    @Override
    public boolean acceptsText() {
      return false;
    }

    @Override
    public void onMessage(boolean text, ByteBuffer payload) {
      messages += payload.remaining();
    }

    @Override
    public void onPing(ByteBuffer payload) {}

    @Override
    public void onPong() {}

    @Override
    public void onFragment() {}

    @Override
    public void onClose(ByteBuffer payload) {}

    @Override
    public void onViolation(int closeCode, String what) {
      throw new IllegalStateException(what);
    }
  }
}
