package wsroom.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import wsroom.archipelago.RegistrationObserver;

/// The meters of a registration with Archipelago. Thread-safe.
public final class ArchipelagoMeters implements RegistrationObserver {
  private static final Duration[] ANSWER_BUCKETS = Meters.millis(1, 5, 20, 100, 500, 1000);

  private final Meters meters;
  private final Counter links;
  private final Timer answers;

  ArchipelagoMeters(Meters meters, BooleanSupplier isConnected, LongSupplier seats) {
    this.meters = meters;
    links = meters.counter(MeterName.ARCHIPELAGO_LINKS);
    answers = meters.timer(MeterName.ARCHIPELAGO_ANSWER_TIME, ANSWER_BUCKETS);
    meters.gauge(MeterName.ARCHIPELAGO_CONNECTED, () -> isConnected.getAsBoolean() ? 1 : 0);
    meters.gauge(MeterName.ARCHIPELAGO_SEATS, seats::getAsLong);
    for (Outcome outcome : Outcome.values()) {
      var _ = requests(outcome);
    }
  }

  @Override
  public void linked() {
    links.increment();
  }

  @Override
  public void unlinked(String reason) {
    meters.counter(MeterName.ARCHIPELAGO_LINK_ENDS, "reason", reason).increment();
  }

  @Override
  public void requested(Outcome outcome, long nanos) {
    requests(outcome).increment();
    if (outcome == Outcome.ANSWERED) {
      answers.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private Counter requests(Outcome outcome) {
    return meters.counter(MeterName.ARCHIPELAGO_REQUESTS, "outcome", outcome.tag());
  }
}
