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

/// What two I/O threads may do to the gate at the same moment, and all that may come of it. See
/// [wsroom.room.membership.SharedStateTest].
public final class ConnectionLimiterUnderStress {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

  private ConnectionLimiterUnderStress() {}

  @JCStressTest
  @State
  @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "the first has the last place")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the second has the last place")
  public static class TwoForTheLastPlace {
    private final ConnectionLimiter gate =
        new ConnectionLimiter(new ConnectionLimiter.Limits(1, 0, 0, 0, false));

    @Actor
    public void first(III_Result result) {
      result.r1 = gate.enter(CLIENT).isEmpty() ? 1 : 0;
    }

    @Actor
    public void second(III_Result result) {
      result.r2 = gate.enter(CLIENT).isEmpty() ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
      result.r3 = gate.connections();
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "only the newcomer is counted in the end")
  public static class OneGoesAsAnotherComes {
    private final ConnectionLimiter gate =
        new ConnectionLimiter(new ConnectionLimiter.Limits(0, 0, 0, 0, false));

    public OneGoesAsAnotherComes() {
      var _ = gate.enter(CLIENT);
    }

    @Actor
    public void goes() {
      gate.handshakeEnded(CLIENT);
      gate.leave();
    }

    @Actor
    public void comes() {
      var _ = gate.enter(CLIENT);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r1 = gate.connections();
      result.r2 = gate.pending();
    }
  }
}
