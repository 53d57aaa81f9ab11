package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Detection of the recovery after a pause.
class StallScenarioTest {
  @Test
  void recoveryEndsAtTheFirstIntervalThatStaysBelowTheLimit() {
    List<Sample> samples =
        List.of(at(1.0, 0.5), at(1.1, 90), at(1.2, 40), at(1.3, 1), at(1.4, 3), at(1.5, 1));

    assertThat(StallScenario.caughtUpAt(samples, 1.05, 2)).isEqualTo(1.5);
  }

  @Test
  void laterPeaksDoNotDelayRecovery() {
    List<Sample> samples = new ArrayList<>(List.of(at(1.1, 90)));
    for (int i = 0; i < 8; i++) {
      samples.add(at(1.2 + i * 0.1, 1));
    }
    samples.add(at(2.0, 90));

    assertThat(StallScenario.caughtUpAt(samples, 1.05, 2)).isEqualTo(1.2);
  }

  @Test
  void serverWithoutDeliveriesHasNotRecovered() {
    Sample silent =
        new Sample(
            1.1, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, false, Double.NaN, 0, 0);

    assertThat(StallScenario.caughtUpAt(List.of(silent), 1, 2)).isNaN();
  }

  private static Sample at(double seconds, double p50Millis) {
    return new Sample(seconds, 1_000, 10, p50Millis, 100, 100, 100, false, Double.NaN, 0, 0);
  }
}
