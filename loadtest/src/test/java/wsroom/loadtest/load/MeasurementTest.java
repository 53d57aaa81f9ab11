package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// Figures derived from counters and samples.
class MeasurementTest {
  @Test
  void medianIgnoresOneDisturbedInterval() {
    Measurement measurement = measurement(-1, 0, intervals(5, 6, 300, Double.NaN, 4, 7));

    assertThat(measurement.median(Sample::p99Millis)).isEqualTo(6);
  }

  @Test
  void medianWithoutDeliveriesIsUnknown() {
    assertThat(measurement(-1, 0, intervals(Double.NaN)).median(Sample::p99Millis)).isNaN();
  }

  @Test
  void callsAndCpuAreDividedByDeliveries() {
    Measurement measurement = measurement(2_000_000, 500, List.of());

    assertThat(measurement.cpuMicrosPerDelivery()).isEqualTo(2);
    assertThat(measurement.writesPerDelivery()).isEqualTo(0.5);
    assertThat(measurement.readsPerDelivery()).isNaN();
  }

  @Test
  void latenciesOfSmallUpdatesAreSeparate() {
    LoopCounters counters = new LoopCounters();
    for (int i = 0; i < 99; i++) {
      counters.delivered(1_000, 60, 0);
    }
    counters.delivered(50_000, 12_288, 0);
    Measurement measurement = withLatencies(counters.takeLatency(), counters.takeLargeLatency());

    assertThat(measurement.latency().getTotalCount()).isEqualTo(100);
    assertThat(measurement.latencyMillis(100)).isCloseTo(50, offset(0.1));
    assertThat(measurement.smallLatency().getTotalCount()).isEqualTo(99);
    assertThat(measurement.smallLatency().getMaxValue()).isEqualTo(1_000);
    assertThat(measurement.largeLatency().getTotalCount()).isEqualTo(1);
    assertThat(counters.takeLargeLatency().getTotalCount()).isZero();
  }

  @Test
  void intervalsWithLargeUpdatesAreSeparate() {
    Measurement measurement =
        measurement(
            -1,
            0,
            List.of(
                interval(5, false),
                interval(20, true),
                interval(4, false),
                interval(900, true),
                interval(6, false),
                interval(22, true)));

    assertThat(measurement.medianSmallP99Millis(true)).isEqualTo(22);
    assertThat(measurement.medianSmallP99Millis(false)).isEqualTo(5);
  }

  @Test
  void busyOrLateToolIsReported() {
    Measurement calm = measurement(0, 0, List.of());
    assertThat(calm.toolBottleneck()).isNull();
    assertThat(withTool(calm, 0.95, 1).toolBottleneck())
        .startsWith("The load tool itself was the bottleneck: it was busy for 95%");
    assertThat(withTool(calm, 0.2, 40).toolBottleneck())
        .startsWith("The load tool sent up to 40.0 ms late (p99) although it was not busy");
  }

  private static List<Sample> intervals(double... p99Millis) {
    return DoubleStream.of(p99Millis).mapToObj(p99 -> interval(p99, false)).toList();
  }

  private static Sample interval(double p99Millis, boolean hasLarge) {
    return new Sample(1, 1_000, 10, 1, p99Millis, p99Millis, p99Millis, hasLarge, Double.NaN, 0, 0);
  }

  /// A second with a thousand deliveries.
  private static Measurement measurement(long cpuNanos, long writes, List<Sample> samples) {
    return new Measurement(
        count(0, 0),
        count(1_000_000_000, 1_000),
        LoopCounters.histogram(),
        LoopCounters.histogram(),
        LoopCounters.histogram(),
        samples,
        cpuNanos,
        new ServerProcess.Calls(0, writes),
        0.1);
  }

  private static Measurement withLatencies(Histogram all, Histogram large) {
    return new Measurement(
        count(0, 0),
        count(1_000_000_000, 100),
        all,
        large,
        LoopCounters.histogram(),
        List.of(),
        -1,
        ServerProcess.Calls.NONE,
        0.1);
  }

  private static Measurement withTool(Measurement other, double busyShare, long lateMillis) {
    var sendLag = LoopCounters.histogram();
    sendLag.recordValue(lateMillis * 1_000);
    return new Measurement(
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

  private static CounterSnapshot count(long nanos, long deliveries) {
    return new CounterSnapshot(
        nanos,
        deliveries,
        0,
        0,
        10,
        0,
        0,
        0,
        LoopCounters.histogram(),
        LoopCounters.histogram(),
        LoopCounters.histogram());
  }
}
