package wsroom.loadtest.load;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tries the rates of `ramp` on the server of a plan. The same peers try one rate after the other,
/// until they are replaced.
final class RampBench implements RampSite, AutoCloseable {
  private final Plan plan;
  private final Watch watch;
  private @Nullable Bench bench;

  RampBench(Plan plan, Watch watch) {
    this.plan = plan;
    this.watch = watch;
  }

  @Override
  public Attempt tryOut(double rate) throws InterruptedException {
    Traffic traffic = plan.traffic().times(rate / plan.rate());
    double expected = plan.expectedDeliveriesPerSecond() * rate / plan.rate();
    Bench under = bench == null ? newBench(traffic) : bench;
    watch.phase(String.format(Locale.ROOT, "trying %,.0f deliveries/s", expected));
    under.fleet().talk(traffic, plan.scattered());
    Meter warmup = under.meter();
    warmup.run(plan.warmup());
    Meter meter = under.meter();
    meter.run(plan.duration());
    Measured measured = meter.result();
    under.fleet().fallSilent();
    Audit audit = under.fleet().settle(plan.patience());
    return new Attempt(
        expected,
        measured,
        audit.faults(plan.membership()),
        under.result(measured, audit, List.of(), List.of()));
  }

  private Bench newBench(Traffic traffic) throws InterruptedException {
    Bench fresh = new Bench(plan, traffic, 0, watch);
    bench = fresh;
    fresh.join(plan.joinsAtATime());
    return fresh;
  }

  @Override
  public void replacePeers() {
    if (bench != null) {
      bench.close();
      bench = null;
    }
  }

  @Override
  public void close() {
    replacePeers();
  }
}
