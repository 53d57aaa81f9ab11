package wsroom.loadtest.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Reads the counts of a fleet, and the server's process beside it, in even intervals.
final class Meter {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Fleet fleet;
  private final @Nullable ServerProcess process;
  private final Watch watch;
  private final List<Sample> samples = new ArrayList<>();
  private final Histogram latency = Tally.histogram();
  private final Histogram largeLatency = Tally.histogram();
  private final Histogram sendLag = Tally.histogram();
  private final Count first;
  private final long firstCpuNanos;
  private final ServerProcess.Calls firstCalls;
  private Count last;
  private long lastCpuNanos;

  Meter(Fleet fleet, @Nullable ServerProcess process, Watch watch) {
    this.fleet = fleet;
    this.process = process;
    this.watch = watch;
    this.firstCpuNanos = cpuNanos();
    this.firstCalls = calls();
    this.first = fleet.count();
    this.last = first;
    this.lastCpuNanos = firstCpuNanos;
  }

  /// Measures for a while more.
  void run(Duration duration) throws InterruptedException {
    long began = last.nanoTime();
    long end = began + duration.toNanos();
    for (long due = began + INTERVAL_NANOS; due - end <= 0; due += INTERVAL_NANOS) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      sample();
      report((double) (last.nanoTime() - began) / duration.toNanos());
    }
  }

  private void report(double share) {
    Sample sample = samples.getLast();
    String figures =
        sample.deliveriesPerSecond() > 0
            ? String.format(
                Locale.ROOT,
                "%,.0f deliveries/s, p50 %.2f ms, p99 %.2f ms",
                sample.deliveriesPerSecond(),
                sample.p50Millis(),
                sample.p99Millis())
            : String.format(Locale.ROOT, "%,d connected, nothing delivered", fleet.joined());
    watch.progress(Math.min(share, 1), figures);
  }

  private void sample() {
    Count now = fleet.count();
    long cpu = cpuNanos();
    double seconds = (now.nanoTime() - last.nanoTime()) / 1e9;
    samples.add(
        new Sample(
            (now.nanoTime() - first.nanoTime()) / 1e9,
            (now.deliveries() - last.deliveries()) / seconds,
            (now.sent() - last.sent()) / seconds,
            millis(now.latency(), 50),
            millis(now.latency(), 99),
            millis(now.latency(), 100),
            millis(now.smallLatency(), 99),
            now.largeLatency().getTotalCount() > 0,
            cpu < 0 ? Double.NaN : (cpu - lastCpuNanos) / 1e9 / seconds,
            process == null ? 0 : process.residentBytes(),
            busyShare(last, now)));
    latency.add(now.latency());
    largeLatency.add(now.largeLatency());
    sendLag.add(now.sendLag());
    last = now;
    lastCpuNanos = cpu;
  }

  /// NaN where nothing arrived.
  private static double millis(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percentile) / 1e3;
  }

  Measured result() {
    return new Measured(
        first,
        last,
        latency,
        largeLatency,
        sendLag,
        List.copyOf(samples),
        lastCpuNanos < 0 ? -1 : lastCpuNanos - firstCpuNanos,
        calls().since(firstCalls),
        busyShare(first, last));
  }

  private double busyShare(Count from, Count to) {
    double blocked = to.blockedNanos() - from.blockedNanos();
    return Math.clamp(1 - blocked / fleet.loops() / (to.nanoTime() - from.nanoTime()), 0.0, 1.0);
  }

  private ServerProcess.Calls calls() {
    return process == null ? ServerProcess.Calls.NONE : process.calls();
  }

  /// -1 if nobody says.
  private long cpuNanos() {
    return process == null ? -1 : process.cpuNanos();
  }
}
