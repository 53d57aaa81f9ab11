package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wsroom.loadtest.client.Target;

/// The warm-up plan of a run.
class WarmUpTest {
  private static final Target TARGET = Target.parse("ws://127.0.0.1:5000");

  @ParameterizedTest
  @EnumSource
  void warmUpIsNoLongerThanTheRunOrFiveSeconds(Scenario scenario) {
    Plan small = TestPlans.small(scenario, TARGET, 2, 3);

    assertThat(small.toWarmUp().warmup()).isZero();
    assertThat(small.toWarmUp().duration()).isEqualTo(Duration.ofMillis(500));
    assertThat(TestPlans.withDuration(small, Duration.ofMinutes(1)).toWarmUp().duration())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void warmUpHasTheSamePeersAndTraffic() {
    Plan warmUp = TestPlans.small(Scenario.CITY, TARGET, 2, 3).toWarmUp();

    assertThat(warmUp.scenario()).isEqualTo(Scenario.CITY);
    assertThat(warmUp.connections()).isEqualTo(6);
    assertThat(warmUp.expectedDeliveriesPerSecond())
        .isEqualTo(TestPlans.small(Scenario.CITY, TARGET, 2, 3).expectedDeliveriesPerSecond());
  }

  @ParameterizedTest
  @EnumSource(names = {"STALL", "RAMP"})
  void warmUpHasNoPauseAndNoRateSearch(Scenario scenario) {
    assertThat(TestPlans.small(scenario, TARGET, 1, 3).toWarmUp().scenario())
        .isEqualTo(Scenario.ISLAND);
  }

  @Test
  void warmUpHasFewPeersWhenMemoryIsMeasured() {
    assertThat(TestPlans.small(Scenario.IDLE, TARGET, 100, 100).toWarmUp().connections())
        .isEqualTo(100);
    assertThat(TestPlans.small(Scenario.IDLE, TARGET, 1, 10_000).toWarmUp().connections())
        .isEqualTo(100);
  }
}
