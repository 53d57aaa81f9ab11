package wsroom.loadtest.load;

import java.util.List;

/// Runs a plan.
public final class LoadRun {
  private LoadRun() {}

  /// Blocks until the run is over.
  ///
  /// @throws IllegalArgumentException with a sentence for the user, if the plan cannot be run
  public static Result run(Plan plan, Watch watch) throws InterruptedException {
    return switch (plan.scenario()) {
      case ISLAND, CITY, TOWN, IDLE, BURST -> steady(plan, plan.joinsAtATime(), watch);
      case CROWD -> steady(plan, plan.connections(), watch);
      case CHURN -> new Churn(plan, watch).run();
      case STALL -> Stall.run(plan, watch);
      case SLOW -> new Slow(plan, watch).run();
      case RAMP -> Ramp.run(plan, watch);
    };
  }

  private static Result steady(Plan plan, int joinsAtATime, Watch watch)
      throws InterruptedException {
    Traffic traffic = plan.traffic();
    try (Bench bench = new Bench(plan, traffic, 0, watch)) {
      bench.join(joinsAtATime);
      bench.fleet().talk(traffic, plan.scattered());
      Measured measured = bench.measure(plan.warmup(), plan.duration());
      Audit audit = bench.settle();
      return bench.result(measured, audit, List.of(), List.of());
    }
  }
}
