package wsroom.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import wsroom.archipelago.RegistrationObserver;

/// The meters of a registration with Archipelago. Thread-safe.
public final class ArchipelagoMeters implements RegistrationObserver {
  private static final Duration[] ANSWER_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1)
  };

  private final MeterRegistry registry;
  private final Counter links;
  private final Timer answers;

  ArchipelagoMeters(MeterRegistry registry, BooleanSupplier isConnected, LongSupplier seats) {
    this.registry = registry;
    links =
        Counter.builder(MeterName.ARCHIPELAGO_LINKS.id())
            .description(MeterName.ARCHIPELAGO_LINKS.description())
            .register(registry);
    answers =
        Timer.builder(MeterName.ARCHIPELAGO_ANSWER_TIME.id())
            .description(MeterName.ARCHIPELAGO_ANSWER_TIME.description())
            .serviceLevelObjectives(ANSWER_BUCKETS)
            .register(registry);
    gauge(MeterName.ARCHIPELAGO_CONNECTED, () -> isConnected.getAsBoolean() ? 1 : 0);
    gauge(MeterName.ARCHIPELAGO_SEATS, seats);
    for (Outcome outcome : Outcome.values()) {
      var _ = counter(MeterName.ARCHIPELAGO_REQUESTS, "outcome", outcome.tag());
    }
  }

  @Override
  public void linked() {
    links.increment();
  }

  @Override
  public void unlinked(String reason) {
    counter(MeterName.ARCHIPELAGO_LINK_ENDS, "reason", reason).increment();
  }

  @Override
  public void requested(Outcome outcome, long nanos) {
    counter(MeterName.ARCHIPELAGO_REQUESTS, "outcome", outcome.tag()).increment();
    if (outcome == Outcome.ANSWERED) {
      answers.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void gauge(MeterName name, LongSupplier value) {
    Gauge.builder(name.id(), value::getAsLong).description(name.description()).register(registry);
  }

  private Counter counter(MeterName name, String key, String value) {
    return Counter.builder(name.id())
        .description(name.description())
        .tag(key, value)
        .register(registry);
  }
}
