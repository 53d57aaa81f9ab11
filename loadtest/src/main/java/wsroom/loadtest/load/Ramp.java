package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Doubles the rate until something gives, then halves the distance between what was held and what
/// was not. After a rate that was not held new peers take over, for the old ones may be far behind.
final class Ramp {
  private static final double SENT_SHARE = 0.98;
  private static final int STEPS_LIMIT = 40;

  private final Plan plan;
  private final Watch watch;
  private final List<RampStep> steps = new ArrayList<>();
  private final Faults faults = new Faults();
  private @Nullable Bench bench;
  private @Nullable Result best;
  private boolean toolGave;

  Ramp(Plan plan, Watch watch) {
    this.plan = plan;
    this.watch = watch;
  }

  Result run() throws InterruptedException {
    try {
      double held = 0;
      double broken = Double.POSITIVE_INFINITY;
      double rate = plan.rate();
      while (steps.size() < STEPS_LIMIT && broken / Math.max(held, 1e-9) > 1 + plan.precision()) {
        if (tryOut(rate)) {
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
    } finally {
      if (bench != null) {
        bench.close();
      }
    }
  }

  private boolean tryOut(double rate) throws InterruptedException {
    Traffic traffic = plan.traffic().times(rate / plan.rate());
    double expected = plan.expectedDeliveriesPerSecond() * rate / plan.rate();
    Bench under = bench == null ? newBench(traffic) : bench;
    String text = String.format(Locale.ROOT, "%,.0f deliveries/s", expected);
    watch.phase("trying " + text);
    under.fleet().talk(traffic);
    Meter warmup = under.meter();
    warmup.run(plan.warmup());
    Meter meter = under.meter();
    meter.run(plan.duration());
    Measured measured = meter.result();
    under.fleet().fallSilent();
    Audit audit = under.fleet().settle(plan.patience());
    String verdict = verdict(measured, audit, expected);
    RampStep step =
        new RampStep(
            rate,
            expected,
            measured.deliveriesPerSecond(),
            measured.latencyMillis(50),
            measured.latencyMillis(99),
            measured.cpuMicrosPerDelivery(),
            measured.toolBusyShare(),
            verdict);
    steps.add(step);
    watch.phase(text + (step.held() ? " held" : " not held: " + verdict));
    if (step.held() || best == null) {
      best = under.result(measured, audit, List.of(), List.of());
    }
    if (step.held()) {
      toolGave = false;
    } else {
      toolGave |= measured.weaknessOfTheTool() != null;
      noteFaultsOf(audit);
      under.close();
      bench = null;
    }
    return step.held();
  }

  private Bench newBench(Traffic traffic) throws InterruptedException {
    Bench fresh = new Bench(plan, traffic, 0, watch);
    bench = fresh;
    fresh.join(plan.joinsAtATime());
    return fresh;
  }

  private String verdict(Measured measured, Audit audit, double expected) {
    double p99 = measured.latencyMillis(99);
    Faults seen = audit.faults(plan.membership());
    if (!seen.isEmpty()) {
      return seen.inShort();
    }
    if (measured.deliveriesPerSecond() < expected * SENT_SHARE) {
      return String.format(Locale.ROOT, "%,.0f delivered", measured.deliveriesPerSecond());
    }
    if (p99 > plan.p99Limit().toNanos() / 1e6) {
      return String.format(Locale.ROOT, "p99 %.1f ms", p99);
    }
    return "";
  }

  /// Under too much load updates may be missing and connections end. All else stays a fault.
  private void noteFaultsOf(Audit audit) {
    Faults all = audit.faults(plan.membership());
    for (Fault fault : Fault.values()) {
      if (fault != Fault.MISSING && fault != Fault.DROPPED) {
        faults.add(fault, all);
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
    Faults seen = anyHeld ? faults : best.faults();
    List<Figure> figures = new ArrayList<>();
    double rate =
        steps.stream()
            .filter(RampStep::held)
            .mapToDouble(RampStep::updatesPerSecond)
            .max()
            .orElse(0);
    double deliveries =
        steps.stream()
            .filter(RampStep::held)
            .mapToDouble(RampStep::deliveriesPerSecond)
            .max()
            .orElse(0);
    figures.add(new Figure("held_deliveries_per_second", "highest rate held", deliveries, "/s"));
    figures.add(
        new Figure("held_updates_per_peer", "that is, updates a second and peer", rate, "/s"));
    figures.addAll(best.figures());
    return new Result(
        plan,
        figures,
        best.latency(),
        best.handshakes(),
        best.samples(),
        steps,
        seen,
        best.membershipTold(),
        best.notes(),
        warnings);
  }
}
