package wsroom.loadtest.load;

import java.util.List;

/// Runs the scenario of a plan.
public final class LoadRun {
  private LoadRun() {}

  /// Blocks until the run is over.
  ///
  /// @throws IllegalArgumentException with a message for the user, if the plan cannot be run
  public static Result run(Plan plan, ProgressListener listener) throws InterruptedException {
    return switch (plan.scenario()) {
      case ISLAND, CITY, TOWN, IDLE, BURST -> steady(plan, plan.joinsAtATime(), listener);
      case CROWD -> steady(plan, plan.connections(), listener);
      case CHURN -> new ChurnScenario(plan, listener).run();
      case STALL -> StallScenario.run(plan, listener);
      case SLOW -> new SlowScenario(plan, listener).run();
      case RAMP -> RampScenario.run(plan, listener);
    };
  }

  private static Result steady(Plan plan, int joinsAtATime, ProgressListener listener)
      throws InterruptedException {
    Traffic traffic = plan.traffic();
    try (LoadHarness harness = new LoadHarness(plan, traffic, 0, listener)) {
      harness.join(joinsAtATime);
      harness.pool().startTraffic(traffic, plan.scattered());
      Measurement measurement = harness.measure(plan.warmup(), plan.duration());
      DeliveryCheck check = harness.awaitDeliveries();
      return harness.result(measurement, check, List.of(), List.of());
    }
  }
}
