package wsroom.loadtest.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Samples the counters of the peers, and of the server's process, at fixed intervals.
final class Sampler {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PeerPool pool;
  private final @Nullable ServerProcess process;
  private final ProgressListener listener;
  private final List<Sample> samples = new ArrayList<>();
  private final Histogram latency = LoopCounters.histogram();
  private final Histogram largeLatency = LoopCounters.histogram();
  private final Histogram sendLag = LoopCounters.histogram();
  private final CounterSnapshot first;
  private final long firstCpuNanos;
  private final ServerProcess.Calls firstCalls;
  private CounterSnapshot last;
  private long lastCpuNanos;

  Sampler(PeerPool pool, @Nullable ServerProcess process, ProgressListener listener) {
    this.pool = pool;
    this.process = process;
    this.listener = listener;
    this.firstCpuNanos = cpuNanos();
    this.firstCalls = calls();
    this.first = pool.count();
    this.last = first;
    this.lastCpuNanos = firstCpuNanos;
  }

  /// Samples for a while longer.
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
            : String.format(Locale.ROOT, "%,d connected, nothing delivered", pool.joined());
    listener.progress(Math.min(share, 1), figures);
  }

  private void sample() {
    CounterSnapshot now = pool.count();
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

  Measurement result() {
    return new Measurement(
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

  private double busyShare(CounterSnapshot from, CounterSnapshot to) {
    double blocked = to.blockedNanos() - from.blockedNanos();
    return Math.clamp(1 - blocked / pool.loops() / (to.nanoTime() - from.nanoTime()), 0.0, 1.0);
  }

  private ServerProcess.Calls calls() {
    return process == null ? ServerProcess.Calls.NONE : process.calls();
  }

  /// -1 if unknown.
  private long cpuNanos() {
    return process == null ? -1 : process.cpuNanos();
  }
}
