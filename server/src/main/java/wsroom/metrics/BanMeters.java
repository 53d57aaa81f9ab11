package wsroom.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import wsroom.ban.BanSource;
import wsroom.ban.BanSource.Outcome;

/// The meters of the sources of bans.
///
/// @param sources kept here, since the registry refers to them weakly
record BanMeters(List<BanSource> sources) {

  void register(MeterRegistry registry) {
    for (BanSource source : sources) {
      Tags tags = Tags.of("source", source.kind().tag());
      gauge(registry, MeterName.BAN_SOURCE_AGE, tags, source, BanSource::ageSeconds);
      gauge(registry, MeterName.BANNED_ADDRESSES, tags, source, BanSource::size);
      counter(
          registry,
          MeterName.BAN_SOURCE_READS,
          tags.and("outcome", "good"),
          source,
          BanSource::successes);
      counter(
          registry,
          MeterName.BAN_SOURCE_READS,
          tags.and("outcome", "failed"),
          source,
          BanSource::failures);
      for (Outcome outcome : Outcome.values()) {
        counter(
            registry,
            MeterName.BAN_LOOKUPS,
            tags.and("outcome", outcome.name().toLowerCase(Locale.ROOT)),
            source,
            each -> each.lookups(outcome));
      }
    }
  }

  private static void gauge(
      MeterRegistry registry,
      MeterName name,
      Tags tags,
      BanSource source,
      ToDoubleFunction<BanSource> value) {
    Gauge.builder(name.id(), source, value)
        .description(name.description())
        .tags(tags)
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry,
      MeterName name,
      Tags tags,
      BanSource source,
      ToDoubleFunction<BanSource> value) {
    FunctionCounter.builder(name.id(), source, value)
        .description(name.description())
        .tags(tags)
        .register(registry);
  }
}
