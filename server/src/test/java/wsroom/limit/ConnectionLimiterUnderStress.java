package wsroom.limit;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.net.InetAddress;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// Concurrent operations of two I/O threads on the limiter, with all acceptable results. See
/// [wsroom.room.membership.SharedStateTest].
public final class ConnectionLimiterUnderStress {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

  private ConnectionLimiterUnderStress() {}

  @JCStressTest
  @State
  @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "the first is accepted")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the second is accepted")
  public static class ConcurrentConnectionsAtTheLimit {
    private final ConnectionLimiter limiter =
        new ConnectionLimiter(new ConnectionLimiter.Limits(1, 0, 0, 0, false));

    @Actor
    public void first(III_Result result) {
      result.r1 = limiter.opened(CLIENT).isEmpty() ? 1 : 0;
    }

    @Actor
    public void second(III_Result result) {
      result.r2 = limiter.opened(CLIENT).isEmpty() ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
      result.r3 = limiter.connections();
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "only the new connection is counted")
  public static class CloseDuringAnotherOpen {
    private final ConnectionLimiter limiter =
        new ConnectionLimiter(new ConnectionLimiter.Limits(0, 0, 0, 0, false));

    public CloseDuringAnotherOpen() {
      var _ = limiter.opened(CLIENT);
    }

    @Actor
    public void closes() {
      limiter.handshakeEnded(CLIENT);
      limiter.closed();
    }

    @Actor
    public void opens() {
      var _ = limiter.opened(CLIENT);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r1 = limiter.connections();
      result.r2 = limiter.pending();
    }
  }
}
