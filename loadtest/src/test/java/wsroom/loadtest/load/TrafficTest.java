package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import wsroom.loadtest.client.Target;

/// Flows and rates of traffic.
class TrafficTest {
  @Test
  void burstsOfSomePeersAddToTheMovementsOfAll() {
    SceneBursts bursts = new SceneBursts(0.05, 8, 12_288, Duration.ofSeconds(2));
    Traffic traffic = Traffic.bursts(60, 10, bursts);

    Traffic.Flow movement = traffic.flows().getFirst();
    assertThat(movement.share()).isEqualTo(1);
    assertThat(movement.updatesAtATime()).isEqualTo(1);
    assertThat(movement.intervalNanos()).isEqualTo(0.1e9);
    assertThat(movement.kind().bodyBytes()).isEqualTo(60);
    Traffic.Flow scene = traffic.flows().getLast();
    assertThat(scene.share()).isEqualTo(0.05);
    assertThat(scene.updatesAtATime()).isEqualTo(8);
    assertThat(scene.intervalNanos()).isEqualTo(2e9);
    assertThat(scene.kind().bodyBytes()).isEqualTo(12_288);
    assertThat(traffic.perSecond()).isEqualTo(10 + 0.05 * 4);
  }

  @Test
  void burstsRemainWithoutMovements() {
    Plan plan = TestPlans.small(Scenario.BURST, Target.parse("ws://127.0.0.1:1"), 1, 4);

    assertThat(plan.traffic().perSecond()).isEqualTo(100 + 0.5 * 150);
    assertThat(Traffic.bursts(60, 0, plan.sceneBursts()).perSecond()).isEqualTo(75);
  }
}
