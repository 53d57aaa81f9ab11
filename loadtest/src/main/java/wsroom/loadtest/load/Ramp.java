package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Doubles the rate until something gives, then halves the distance between what was held and what
/// was not. A rate that was too late or too little, though nothing was missing or wrong, is tried
/// once more: a moment in which the machine did something else is no limit of the server's.
final class Ramp {
  private static final double SENT_SHARE = 0.98;
  private static final int STEPS_LIMIT = 40;

  private final Plan plan;
  private final Watch watch;
  private final RampSite site;
  private final List<RampStep> steps = new ArrayList<>();
  private final Faults faults = new Faults();
  private @Nullable Result best;
  private boolean toolGave;

  Ramp(Plan plan, Watch watch, RampSite site) {
    this.plan = plan;
    this.watch = watch;
    this.site = site;
  }

  static Result run(Plan plan, Watch watch) throws InterruptedException {
    try (RampBench bench = new RampBench(plan, watch)) {
      return new Ramp(plan, watch, bench).run();
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
    RampSite.Attempt first = site.tryOut(rate);
    boolean held = note(rate, first);
    boolean onlyTiming = !held && first.faults().isEmpty();
    return onlyTiming ? note(rate, site.tryOut(rate)) : held;
  }

  /// True if the rate was held.
  private boolean note(double rate, RampSite.Attempt attempt) {
    Measured measured = attempt.measured();
    RampStep step =
        new RampStep(
            rate,
            attempt.expectedPerSecond(),
            measured.deliveriesPerSecond(),
            measured.latencyMillis(50),
            measured.latencyMillis(99),
            measured.cpuMicrosPerDelivery(),
            measured.toolBusyShare(),
            verdict(attempt));
    steps.add(step);
    watch.found(
        String.format(Locale.ROOT, "%,.0f deliveries/s ", attempt.expectedPerSecond())
            + (step.held()
                ? String.format(Locale.ROOT, "held, p99 %.1f ms", step.p99Millis())
                : "not held: " + step.verdict()));
    if (step.held() || best == null) {
      best = attempt.result();
    }
    if (step.held()) {
      toolGave = false;
    } else {
      toolGave |= measured.weaknessOfTheTool() != null;
      noteUnexpected(attempt.faults());
      site.replacePeers();
    }
    return step.held();
  }

  private String verdict(RampSite.Attempt attempt) {
    Measured measured = attempt.measured();
    double p99 = measured.latencyMillis(99);
    if (!attempt.faults().isEmpty()) {
      return attempt.faults().inShort();
    }
    if (measured.deliveriesPerSecond() < attempt.expectedPerSecond() * SENT_SHARE) {
      return String.format(Locale.ROOT, "%,.0f delivered", measured.deliveriesPerSecond());
    }
    if (p99 > plan.p99Limit().toNanos() / 1e6) {
      return String.format(Locale.ROOT, "p99 %.1f ms", p99);
    }
    return "";
  }

  /// Under too much load updates may be missing and connections end. All else stays a fault.
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
    if (toolGave) {
      warnings.add(
          "At the rates that were not held the load tool itself was short of CPU: the server may"
              + " hold more.");
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
        best.membershipTold(),
        best.notes(),
        warnings);
  }

  private double highestHeld(ToDoubleFunction<RampStep> figure) {
    return steps.stream().filter(RampStep::held).mapToDouble(figure).max().orElse(0);
  }
}
