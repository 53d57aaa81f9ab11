package wsroom.loadtest.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.ConnectOptions;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;

/// State shared by all peers of a run. `number` distinguishes its updates from those of other runs,
/// `epochNanos` is the origin of its timestamps.
record RunContext(
    Target target,
    @Nullable ServerTrust trust,
    String name,
    int number,
    SessionRegistry registry,
    UpdateKinds kinds,
    ByteBuffer noise,
    long epochNanos,
    Executor signing) {

  static RunContext of(
      Target target,
      @Nullable ServerTrust trust,
      String name,
      SessionRegistry registry,
      UpdateKinds kinds,
      Executor signing) {
    SplittableRandom random = new SplittableRandom();
    byte[] noise = new byte[kinds.largestBody()];
    random.nextBytes(noise);
    int number = random.nextInt(1, 256);
    return new RunContext(
        target,
        trust,
        name,
        number,
        registry,
        kinds,
        ByteBuffer.wrap(noise).asReadOnlyBuffer(),
        System.nanoTime(),
        signing);
  }

  ConnectOptions connectOptions(int room, int receiveBufferBytes) {
    return new ConnectOptions(target, name + "-" + room, trust, receiveBufferBytes);
  }

  /// Microseconds since the start of the run, as carried in bodies; they may wrap around.
  int micros(long nanoTime) {
    return (int) ((nanoTime - epochNanos) / 1_000);
  }
}
