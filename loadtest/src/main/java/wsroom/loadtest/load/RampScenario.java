package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Searches for the highest rate held: doubles the rate until it fails, then bisects. A rate that
/// was only late or incomplete, without faults, is tried once more: a busy moment of the machine is
/// no limit of the server.
final class RampScenario {
  private static final double SENT_SHARE = 0.98;
  private static final int STEPS_LIMIT = 40;

  private final Plan plan;
  private final ProgressListener listener;
  private final RateTester tester;
  private final List<RampStep> steps = new ArrayList<>();
  private final Faults faults = new Faults();
  private @Nullable Result best;
  private boolean toolLimited;

  RampScenario(Plan plan, ProgressListener listener, RateTester tester) {
    this.plan = plan;
    this.listener = listener;
    this.tester = tester;
  }

  static Result run(Plan plan, ProgressListener listener) throws InterruptedException {
    try (RampHarness harness = new RampHarness(plan, listener)) {
      return new RampScenario(plan, listener, harness).run();
    }
  }

  Result run() throws InterruptedException {
    double held = 0;
    double broken = Double.POSITIVE_INFINITY;
    double rate = plan.rate();
    while (steps.size() < STEPS_LIMIT && broken / Math.max(held, 1e-9) > 1 + plan.precision()) {
      if (isHeld(rate)) {
        held = rate;
      } else {
        broken = rate;
      }
      if (held == 0) {
        break;
      }
      rate = broken == Double.POSITIVE_INFINITY ? held * 2 : (held + broken) / 2;
    }
    return conclusion();
  }

  private boolean isHeld(double rate) throws InterruptedException {
    RateTester.Attempt first = tester.measure(rate);
    boolean held = note(rate, first);
    boolean onlyTiming = !held && first.faults().isEmpty();
    return onlyTiming ? note(rate, tester.measure(rate)) : held;
  }

  /// Records a step; true if the rate was held.
  private boolean note(double rate, RateTester.Attempt attempt) {
    Measurement measurement = attempt.measurement();
    RampStep step =
        new RampStep(
            rate,
            attempt.expectedPerSecond(),
            measurement.deliveriesPerSecond(),
            measurement.latencyMillis(50),
            measurement.latencyMillis(99),
            measurement.cpuMicrosPerDelivery(),
            measurement.toolBusyShare(),
            verdict(attempt));
    steps.add(step);
    listener.message(
        String.format(Locale.ROOT, "%,.0f deliveries/s ", attempt.expectedPerSecond())
            + (step.held()
                ? String.format(Locale.ROOT, "held, p99 %.1f ms", step.p99Millis())
                : "not held: " + step.verdict()));
    if (step.held() || best == null) {
      best = attempt.result();
    }
    if (step.held()) {
      toolLimited = false;
    } else {
      toolLimited |= measurement.toolBottleneck() != null;
      noteUnexpected(attempt.faults());
      tester.replacePeers();
    }
    return step.held();
  }

  private String verdict(RateTester.Attempt attempt) {
    Measurement measurement = attempt.measurement();
    double p99 = measurement.latencyMillis(99);
    if (!attempt.faults().isEmpty()) {
      return attempt.faults().summary();
    }
    if (measurement.deliveriesPerSecond() < attempt.expectedPerSecond() * SENT_SHARE) {
      return String.format(Locale.ROOT, "%,.0f delivered", measurement.deliveriesPerSecond());
    }
    if (p99 > plan.p99Limit().toNanos() / 1e6) {
      return String.format(Locale.ROOT, "p99 %.1f ms", p99);
    }
    return "";
  }

  /// Under overload updates may be missing and connections may end. Any other fault counts.
  private void noteUnexpected(Faults seen) {
    for (Fault fault : Fault.values()) {
      if (fault != Fault.MISSING && fault != Fault.DROPPED) {
        faults.add(fault, seen);
      }
    }
  }

  private Result conclusion() {
    if (best == null) {
      throw new IllegalStateException("no rate was tried");
    }
    List<String> warnings = new ArrayList<>(best.warnings());
    if (toolLimited) {
      warnings.add(
          "At the rates not held the load tool itself was short of CPU: the server may hold more.");
    }
    boolean anyHeld = steps.stream().anyMatch(RampStep::held);
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure(
            "held_deliveries_per_second",
            "highest rate held",
            highestHeld(RampStep::deliveriesPerSecond),
            "/s"));
    figures.add(
        new Figure(
            "held_updates_per_peer",
            "that is, updates a second and peer",
            highestHeld(RampStep::updatesPerSecond),
            "/s"));
    figures.addAll(best.figures());
    return new Result(
        plan,
        figures,
        best.latency(),
        best.handshakes(),
        best.samples(),
        steps,
        anyHeld ? faults : best.faults(),
        best.membershipAnnounced(),
        best.notes(),
        warnings);
  }

  private double highestHeld(ToDoubleFunction<RampStep> figure) {
    return steps.stream().filter(RampStep::held).mapToDouble(figure).max().orElse(0);
  }
}
