package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportedRatesTest {
  private static final long SECOND = 1_000_000_000L;

  private final ReportedRates rates = new ReportedRates(2);

  @Test
  void firstReportHasNoRates() {
    rates.report(5 * SECOND, 100, 10);

    assertThat(rates.perSecond(0)).isEmpty();
    assertThat(rates.ratio(0, 1)).isEmpty();
  }

  @Test
  void ratesAreMeansSinceTheLastReport() {
    rates.report(5 * SECOND, 100, 10);
    rates.report(7 * SECOND, 300, 14);

    assertThat(rates.perSecond(0)).hasValue(100);
    assertThat(rates.perSecond(1)).hasValue(2);
    assertThat(rates.ratio(0, 1)).hasValue(50);
  }

  @Test
  void reportsInQuickSuccessionShowTheSameRates() {
    rates.report(0, 0, 0);
    rates.report(SECOND, 100, 1);
    rates.report(SECOND + SECOND / 4, 100, 1);

    assertThat(rates.perSecond(0)).hasValue(100);
  }

  @Test
  void reportAfterMoreThanAMinuteBeginsAnew() {
    rates.report(0, 0, 0);
    rates.report(61 * SECOND, 6_100, 1);
    assertThat(rates.perSecond(0)).isEmpty();

    rates.report(62 * SECOND, 6_200, 1);
    assertThat(rates.perSecond(0)).hasValue(100);
    assertThat(rates.ratio(0, 1)).isEmpty();
  }
}
