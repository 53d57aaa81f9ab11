package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import wsroom.loadtest.client.Target;

/// The rate search of `ramp`, with scripted measurements: the plan starts with 100 updates per
/// second and peer, allows a p99 of 5,000 ms, and searches with a precision of 100 %.
class RampScenarioTest {
  private static final long LATE_MILLIS = 5_100;

  private final Plan plan = TestPlans.small(Scenario.RAMP, Target.parse("ws://127.0.0.1:1"), 1, 4);
  private final Told server = new Told();

  @Test
  void rateIsDoubledUntilUpdatesAreMissing() throws InterruptedException {
    server.holds(100).holds(200).loses(400);

    Result result = new RampScenario(plan, ProgressListener.NONE, server).run();
    assertThat(server.tried).containsExactly(100.0, 200.0, 400.0);
    assertThat(verdicts(result)).containsExactly("", "", "3 reliable updates missing");
    assertThat(result.figure("held_updates_per_peer")).hasValue(200);
    assertThat(result.figure("held_deliveries_per_second")).hasValue(200 * 12);
    assertThat(result.passed()).isTrue();
  }

  @Test
  void rateIsBisectedBetweenHeldAndFailed() throws InterruptedException {
    Plan closer = TestPlans.withPrecision(plan, 0.2);
    server.holds(100).loses(200).holds(150).loses(175);

    Result result = new RampScenario(closer, ProgressListener.NONE, server).run();
    assertThat(server.tried).containsExactly(100.0, 200.0, 150.0, 175.0);
    assertThat(result.figure("held_updates_per_peer")).hasValue(150);
  }

  @Test
  void lateRateIsRetriedWithNewPeersAndThenHeld() throws InterruptedException {
    server.holds(100).isLate(200).holds(200).loses(400);

    Result result = new RampScenario(plan, ProgressListener.NONE, server).run();
    assertThat(verdicts(result))
        .containsExactly("", "p99 5103.6 ms", "", "3 reliable updates missing");
    assertThat(result.figure("held_updates_per_peer")).hasValue(200);
    assertThat(server.replacedBefore).containsExactly(2, 4);
  }

  @Test
  void incompleteRateIsRetried() throws InterruptedException {
    server.deliversTooLittle(100).holds(100).loses(200);

    Result result = new RampScenario(plan, ProgressListener.NONE, server).run();
    assertThat(verdicts(result))
        .containsExactly("1,164 delivered", "", "3 reliable updates missing");
    assertThat(result.figure("held_updates_per_peer")).hasValue(100);
  }

  @Test
  void rateThatIsLateTwiceIsNotHeld() throws InterruptedException {
    server.holds(100).isLate(200).isLate(200);

    Result result = new RampScenario(plan, ProgressListener.NONE, server).run();
    assertThat(server.tried).containsExactly(100.0, 200.0, 200.0);
    assertThat(result.figure("held_updates_per_peer")).hasValue(100);
    assertThat(result.passed()).isTrue();
  }

  @Test
  void failureOfTheFirstRateEndsTheSearch() throws InterruptedException {
    server.isLate(100).deliversTooLittle(100);

    Result result = new RampScenario(plan, ProgressListener.NONE, server).run();
    assertThat(result.steps()).noneMatch(RampStep::held);
    assertThat(result.figure("held_updates_per_peer")).hasValue(0);
  }

  @Test
  void reorderedUpdatesAreAFaultAtAnyRate() throws InterruptedException {
    server.holds(100).reorders(200);

    Result result = new RampScenario(plan, ProgressListener.NONE, server).run();
    assertThat(server.tried).containsExactly(100.0, 200.0);
    assertThat(result.faults().count(Fault.REORDERED)).isEqualTo(1);
    assertThat(result.passed()).isFalse();
  }

  private static List<String> verdicts(Result result) {
    return result.steps().stream().map(RampStep::verdict).toList();
  }

  /// A tester with scripted results for each rate, in the order of the attempts.
  private final class Told implements RateTester {
    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private final List<Double> tried = new ArrayList<>();
    private final List<Integer> replacedBefore = new ArrayList<>();

    Told holds(double rate) {
      return does(rate, 1, 1, new Faults());
    }

    Told isLate(double rate) {
      return does(rate, 1, LATE_MILLIS, new Faults());
    }

    Told deliversTooLittle(double rate) {
      return does(rate, 0.97, 1, new Faults());
    }

    Told loses(double rate) {
      Faults faults = new Faults();
      faults.add(Fault.MISSING, 3);
      return does(rate, 1, 1, faults);
    }

    Told reorders(double rate) {
      Faults faults = new Faults();
      faults.add(Fault.REORDERED, 1);
      return does(rate, 1, 1, faults);
    }

    @Override
    public Attempt measure(double rate) {
      tried.add(rate);
      return attempts.remove();
    }

    @Override
    public void replacePeers() {
      replacedBefore.add(tried.size());
    }

    private Told does(double rate, double share, long millis, Faults faults) {
      double expected = rate * 12;
      Histogram latency = LoopCounters.histogram();
      latency.recordValue(millis * 1_000);
      Measurement measurement =
          new Measurement(
              count(0, 0),
              count(1_000_000_000, Math.round(expected * share)),
              latency,
              LoopCounters.histogram(),
              LoopCounters.histogram(),
              List.of(),
              -1,
              ServerProcess.Calls.NONE,
              0.1);
      attempts.add(new Attempt(expected, measurement, faults, result(measurement, faults)));
      return this;
    }

    private Result result(Measurement measurement, Faults faults) {
      return new Result(
          plan,
          List.of(),
          measurement.latency(),
          LoopCounters.histogram(),
          List.of(),
          List.of(),
          faults,
          true,
          List.of(),
          List.of());
    }

    private static CounterSnapshot count(long nanos, long deliveries) {
      return new CounterSnapshot(
          nanos,
          deliveries,
          0,
          0,
          0,
          0,
          0,
          0,
          LoopCounters.histogram(),
          LoopCounters.histogram(),
          LoopCounters.histogram());
    }
  }
}
