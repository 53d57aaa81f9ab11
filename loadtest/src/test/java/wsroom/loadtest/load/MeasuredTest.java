package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// What is made of the counts of a stretch of time.
class MeasuredTest {
  @Test
  void oneDisturbedIntervalIsNotUsual() {
    Measured measured = measured(-1, 0, intervals(5, 6, 300, Double.NaN, 4, 7));

    assertThat(measured.usual(Sample::p99Millis)).isEqualTo(6);
  }

  @Test
  void whereNothingArrivedNothingIsUsual() {
    assertThat(measured(-1, 0, intervals(Double.NaN)).usual(Sample::p99Millis)).isNaN();
  }

  @Test
  void callsAndCpuAreSharedOutOverTheDeliveries() {
    Measured measured = measured(2_000_000, 500, List.of());

    assertThat(measured.cpuMicrosPerDelivery()).isEqualTo(2);
    assertThat(measured.writesPerDelivery()).isEqualTo(0.5);
    assertThat(measured.readsPerDelivery()).isNaN();
  }

  @Test
  void smallUpdatesHaveLatenciesOfTheirOwn() {
    Tally tally = new Tally();
    for (int i = 0; i < 99; i++) {
      tally.delivered(1_000, 60, 0);
    }
    tally.delivered(50_000, 12_288, 0);
    Measured measured = withLatencies(tally.takeLatency(), tally.takeLargeLatency());

    assertThat(measured.latency().getTotalCount()).isEqualTo(100);
    assertThat(measured.latencyMillis(100)).isCloseTo(50, offset(0.1));
    assertThat(measured.smallLatency().getTotalCount()).isEqualTo(99);
    assertThat(measured.smallLatency().getMaxValue()).isEqualTo(1_000);
    assertThat(measured.largeLatency().getTotalCount()).isEqualTo(1);
    assertThat(tally.takeLargeLatency().getTotalCount()).isZero();
  }

  @Test
  void intervalsWithLargeUpdatesAreToldFromThoseWithout() {
    Measured measured =
        measured(
            -1,
            0,
            List.of(
                interval(5, false),
                interval(20, true),
                interval(4, false),
                interval(900, true),
                interval(6, false),
                interval(22, true)));

    assertThat(measured.usualSmallP99Millis(true)).isEqualTo(22);
    assertThat(measured.usualSmallP99Millis(false)).isEqualTo(5);
  }

  @Test
  void aToolThatWasBusyOrLateSaysSo() {
    Measured calm = measured(0, 0, List.of());
    assertThat(calm.weaknessOfTheTool()).isNull();
    assertThat(withTool(calm, 0.95, 1).weaknessOfTheTool())
        .startsWith("The load tool itself was the bottleneck: it was busy for 95%");
    assertThat(withTool(calm, 0.2, 40).weaknessOfTheTool())
        .startsWith("The load tool sent up to 40.0 ms late (p99) although it was not busy");
  }

  private static List<Sample> intervals(double... p99Millis) {
    return DoubleStream.of(p99Millis).mapToObj(p99 -> interval(p99, false)).toList();
  }

  private static Sample interval(double p99Millis, boolean largeCame) {
    return new Sample(
        1, 1_000, 10, 1, p99Millis, p99Millis, p99Millis, largeCame, Double.NaN, 0, 0);
  }

  /// A second with a thousand deliveries.
  private static Measured measured(long cpuNanos, long writes, List<Sample> samples) {
    return new Measured(
        count(0, 0),
        count(1_000_000_000, 1_000),
        Tally.histogram(),
        Tally.histogram(),
        Tally.histogram(),
        samples,
        cpuNanos,
        new ServerProcess.Calls(0, writes),
        0.1);
  }

  private static Measured withLatencies(Histogram all, Histogram large) {
    return new Measured(
        count(0, 0),
        count(1_000_000_000, 100),
        all,
        large,
        Tally.histogram(),
        List.of(),
        -1,
        ServerProcess.Calls.NONE,
        0.1);
  }

  private static Measured withTool(Measured other, double busyShare, long lateMillis) {
    var sendLag = Tally.histogram();
    sendLag.recordValue(lateMillis * 1_000);
    return new Measured(
        other.first(),
        other.last(),
        other.latency(),
        other.largeLatency(),
        sendLag,
        other.samples(),
        other.serverCpuNanos(),
        other.serverCalls(),
        busyShare);
  }

  private static Count count(long nanos, long deliveries) {
    return new Count(
        nanos,
        deliveries,
        0,
        0,
        10,
        0,
        0,
        0,
        Tally.histogram(),
        Tally.histogram(),
        Tally.histogram());
  }
}
