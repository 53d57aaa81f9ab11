package wsroom.metrics;

import java.util.Locale;
import wsroom.moderation.BanSource;
import wsroom.moderation.BanSource.Outcome;

/// The meters of a source of bans.
final class BanMeters {
  private static final String SOURCE = "source";
  private static final String OUTCOME = "outcome";

  private BanMeters() {}

  static void show(BanSource source, Meters meters) {
    String tag = source.kind().tag();
    meters.gauge(MeterName.BAN_SOURCE_AGE, source::ageSeconds, SOURCE, tag);
    meters.gauge(MeterName.BANNED_ADDRESSES, source::size, SOURCE, tag);
    meters.read(MeterName.BAN_SOURCE_READS, source::successes, SOURCE, tag, OUTCOME, "good");
    meters.read(MeterName.BAN_SOURCE_READS, source::failures, SOURCE, tag, OUTCOME, "failed");
    for (Outcome outcome : Outcome.values()) {
      meters.read(
          MeterName.BAN_LOOKUPS,
          () -> source.lookups(outcome),
          SOURCE,
          tag,
          OUTCOME,
          outcome.name().toLowerCase(Locale.ROOT));
    }
  }
}
