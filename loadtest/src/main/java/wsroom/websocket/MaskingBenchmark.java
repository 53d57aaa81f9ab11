package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Unmasking one payload.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MaskingBenchmark {
  private static final int LARGEST = 12 * 1024;
  private static final int MASK = 0x37FA213D;

  /// A position, a kilobyte, and a part of a scene's state.
  @Param({"64", "1024", "12288"})
  public int payloadBytes = 64;

  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(LARGEST + 8).order(ByteOrder.nativeOrder());

  /// Payloads begin after their header: here at the sixth byte, as short ones do.
  @Benchmark
  public ByteBuffer unmask() {
    Masking.unmask(buffer, 6, 6 + payloadBytes, MASK);
    return buffer;
  }

  /// The time of a loop over single bytes, for comparison.
  @Benchmark
  public ByteBuffer byteByByte() {
    for (int i = 0; i < payloadBytes; i++) {
      int at = 6 + i;
      buffer.put(at, (byte) (buffer.get(at) ^ MASK >>> (8 * (i & 3))));
    }
    return buffer;
  }
}
