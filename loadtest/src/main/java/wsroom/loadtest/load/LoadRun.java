package wsroom.loadtest.load;

import java.time.Duration;
import java.util.List;

/// Runs a plan.
public final class LoadRun {
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private LoadRun() {}

  /// Blocks until the run is over.
  ///
  /// @throws IllegalArgumentException with a sentence for the user, if the plan cannot be run
  public static Result run(Plan plan, Watch watch) throws InterruptedException {
    return switch (plan.scenario()) {
      case RAMP -> new Ramp(plan, watch).run();
      case ISLAND, CITY, CROWD, IDLE, CHURN, STALL, SLOW -> steady(plan, watch);
    };
  }

  private static Result steady(Plan plan, Watch watch) throws InterruptedException {
    Traffic traffic = plan.traffic();
    try (Bench bench = new Bench(plan, traffic, 0, watch)) {
      bench.join(plan.joinsAtATime());
      bench.fleet().talk(traffic);
      Measured measured = bench.measure(plan.warmup(), plan.duration());
      Audit audit = bench.settle(PATIENCE);
      return bench.result(measured, audit, List.of(), List.of());
    }
  }
}
