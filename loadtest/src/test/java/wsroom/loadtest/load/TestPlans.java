package wsroom.loadtest.load;

import java.time.Duration;
import wsroom.loadtest.client.Target;

/// Small plans enough for tests.
final class TestPlans {
  private TestPlans() {}

  static Plan small(Scenario scenario, Target target, int rooms, int peers) {
    return new Plan(
        scenario,
        target,
        null,
        0,
        rooms,
        peers,
        false,
        scenario == Scenario.IDLE ? 0 : 100,
        60,
        0,
        scenario == Scenario.TOWN,
        Duration.ofMillis(100),
        Duration.ofMillis(400),
        Duration.ofMillis(300),
        2,
        4,
        20,
        0.5,
        Duration.ofMillis(50),
        new SceneBursts(0.5, 3, 12_288, Duration.ofMillis(20)),
        Duration.ofSeconds(5),
        1,
        Membership.AUTO);
  }

  static Plan withMembership(Plan plan, Membership membership) {
    return with(plan, plan.duration(), plan.p99Limit(), plan.precision(), membership);
  }

  static Plan withP99Limit(Plan plan, Duration limit) {
    return with(plan, plan.duration(), limit, plan.precision(), plan.membership());
  }

  static Plan withPrecision(Plan plan, double precision) {
    return with(plan, plan.duration(), plan.p99Limit(), precision, plan.membership());
  }

  static Plan withDuration(Plan plan, Duration duration) {
    return with(plan, duration, plan.p99Limit(), plan.precision(), plan.membership());
  }

  private static Plan with(
      Plan plan, Duration duration, Duration p99Limit, double precision, Membership membership) {
    return new Plan(
        plan.scenario(),
        plan.target(),
        plan.trust(),
        plan.pid(),
        plan.rooms(),
        plan.peers(),
        plan.mixed(),
        plan.rate(),
        plan.bodyBytes(),
        plan.burst(),
        plan.scattered(),
        plan.warmup(),
        duration,
        plan.patience(),
        plan.threads(),
        plan.joinsAtATime(),
        plan.churnPerSecond(),
        plan.slowShare(),
        plan.stall(),
        plan.sceneBursts(),
        p99Limit,
        precision,
        membership);
  }
}
