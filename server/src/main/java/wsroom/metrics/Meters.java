package wsroom.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// Registers meters as [MeterName] declares them, and writes all of them as Prometheus text.
///
/// Tags are given as keys and values in turn. Thread-safe once [#read] and [#readUnderBothNames]
/// are no longer called.
final class Meters {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LegacyNames oldNames = new LegacyNames();

  /// Strong references, since the registry itself holds only weak ones.
  private final List<Object> kept = new ArrayList<>();

  Meters() {
    registry.config().namingConvention(new VerbatimNaming());
  }

  /// A counter to increment; the same tags return the same one.
  Counter counter(MeterName name, String... tags) {
    return Counter.builder(name.id()).description(name.description()).tags(tags).register(registry);
  }

  /// A timer to record with; the same tags return the same one.
  Timer timer(MeterName name, Duration[] buckets, String... tags) {
    return Timer.builder(name.id())
        .description(name.description())
        .serviceLevelObjectives(buckets)
        .tags(tags)
        .register(registry);
  }

  /// Registers a counter whose value is kept elsewhere.
  void read(MeterName name, LongSupplier count, String... tags) {
    kept.add(count);
    FunctionCounter.builder(name.id(), count, LongSupplier::getAsLong)
        .description(name.description())
        .tags(tags)
        .register(registry);
  }

  /// Registers a counter of fractions whose value is kept elsewhere.
  void readFraction(MeterName name, DoubleSupplier value) {
    kept.add(value);
    FunctionCounter.builder(name.id(), value, DoubleSupplier::getAsDouble)
        .description(name.description())
        .register(registry);
  }

  /// The same, also under the name without `_total` that dashboards may know.
  void readUnderBothNames(MeterName name, LongSupplier count) {
    read(name, count);
    oldNames.add(name, count);
  }

  /// Registers a gauge.
  void gauge(MeterName name, DoubleSupplier value, String... tags) {
    Gauge.builder(name.id(), value::getAsDouble)
        .description(name.description())
        .tags(tags)
        .register(registry);
  }

  /// Registers the JVM's meters.
  void showJvm() {
    List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
    showCollections();
  }

  /// Listens to collections as long as the process lives, so it is never closed.
  @SuppressWarnings("resource")
  private void showCollections() {
    new JvmGcMetrics().bindTo(registry);
  }

  /// All meters in Prometheus' text format, version 0.0.4.
  String scrape() {
    return registry.scrape() + oldNames.scrape();
  }

  static Duration[] millis(double... values) {
    Duration[] durations = new Duration[values.length];
    for (int i = 0; i < values.length; i++) {
      durations[i] = Duration.ofNanos((long) (values[i] * 1_000_000));
    }
    return durations;
  }
}
