package wsroom.loadtest.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.Dial;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;

/// What all peers of one run share. `number` tells the updates of one run from those of another,
/// `epochNanos` is the zero of their times.
record Run(
    Target target,
    @Nullable ServerTrust trust,
    String name,
    int number,
    Roster roster,
    Kinds kinds,
    ByteBuffer noise,
    long epochNanos,
    Executor signing) {

  static Run of(
      Target target,
      @Nullable ServerTrust trust,
      String name,
      Roster roster,
      Kinds kinds,
      Executor signing) {
    SplittableRandom random = new SplittableRandom();
    byte[] noise = new byte[kinds.largestBody()];
    random.nextBytes(noise);
    int number = random.nextInt(1, 256);
    return new Run(
        target,
        trust,
        name,
        number,
        roster,
        kinds,
        ByteBuffer.wrap(noise).asReadOnlyBuffer(),
        System.nanoTime(),
        signing);
  }

  Dial dial(int room, int receiveBufferBytes) {
    return new Dial(target, name + "-" + room, trust, receiveBufferBytes);
  }

  /// Microseconds since the run began, as bodies carry them; they may wrap around.
  int micros(long nanoTime) {
    return (int) ((nanoTime - epochNanos) / 1_000);
  }
}
