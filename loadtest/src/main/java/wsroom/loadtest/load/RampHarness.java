package wsroom.loadtest.load;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Measures the rates of `ramp` on the server of a plan. The same peers are used for one rate after
/// the other until they are replaced.
final class RampHarness implements RateTester, AutoCloseable {
  private final Plan plan;
  private final ProgressListener listener;
  private @Nullable LoadHarness harness;

  RampHarness(Plan plan, ProgressListener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  @Override
  public Attempt measure(double rate) throws InterruptedException {
    Traffic traffic = plan.traffic().times(rate / plan.rate());
    double expected = plan.expectedDeliveriesPerSecond() * rate / plan.rate();
    LoadHarness current = harness == null ? newHarness(traffic) : harness;
    listener.phase(String.format(Locale.ROOT, "trying %,.0f deliveries/s", expected));
    current.pool().startTraffic(traffic, plan.scattered());
    Sampler warmup = current.sampler();
    warmup.run(plan.warmup());
    Sampler sampler = current.sampler();
    sampler.run(plan.duration());
    Measurement measurement = sampler.result();
    current.pool().stopTraffic();
    DeliveryCheck check = current.pool().awaitDeliveries(plan.patience());
    return new Attempt(
        expected,
        measurement,
        check.faults(plan.membership()),
        current.result(measurement, check, List.of(), List.of()));
  }

  private LoadHarness newHarness(Traffic traffic) throws InterruptedException {
    LoadHarness fresh = new LoadHarness(plan, traffic, 0, listener);
    harness = fresh;
    fresh.join(plan.joinsAtATime());
    return fresh;
  }

  @Override
  public void replacePeers() {
    if (harness != null) {
      harness.close();
      harness = null;
    }
  }

  @Override
  public void close() {
    replacePeers();
  }
}
