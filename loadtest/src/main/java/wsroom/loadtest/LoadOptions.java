package wsroom.loadtest;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.load.Membership;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.Scenario;
import wsroom.loadtest.load.SceneBursts;

/// Options of a run. An option that is not given has the default of its scenario.
final class LoadOptions {
  private static final int ROOMS_LIMIT = 10_000;
  private static final int CONNECTIONS_LIMIT = 50_000;
  private static final int BODY_LIMIT_BYTES = 65_000;
  private static final int SMALLEST_BODY_BYTES = 12;
  private static final int SCENE_UPDATES = 8;
  private static final double DAY_MILLIS = 86_400_000;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      description = "number of rooms; the default depends on the scenario")
  private @Nullable Integer rooms;

  @Option(names = "--peers", paramLabel = "N", description = "peers per room; town: in the largest")
  private @Nullable Integer peers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "updates per second and peer; ramp starts with it; 10 is typical")
  private @Nullable Double rate;

  @Option(
      names = "--body",
      paramLabel = "BYTES",
      description =
          "body size of each update; without it, island, city and town send the mix of real"
              + " clients")
  private @Nullable Integer body;

  @Option(
      names = "--burst",
      paramLabel = "N",
      description = "updates per write of a peer (default: 1, more above 100/s and peer; burst: 8)")
  private int burst;

  @Option(
      names = "--scatter",
      description =
          "spread the senders of a room evenly over the interval, not back to back (town: always)")
  private boolean scatter;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "traffic before the measurement (default: 2s; ramp: 1s per rate)")
  private @Nullable Duration warmup;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "length of the measurement (default: 10s; idle: 25s; ramp: 3s per rate)")
  private @Nullable Duration duration;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description =
          "time without any delivery after which updates count as missing (default:"
              + " ${DEFAULT-VALUE})")
  private Duration patience = Duration.ZERO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "threads of this tool (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--joins",
      paramLabel = "N",
      defaultValue = "32",
      description = "concurrent handshakes (default: ${DEFAULT-VALUE}; crowd: all)")
  private int joins;

  @Option(
      names = "--churn",
      paramLabel = "N",
      defaultValue = "10",
      description = "churn: joins per second, and as many leaves (default: ${DEFAULT-VALUE})")
  private double churn;

  @Option(
      names = "--slow",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "slow: share of slow peers; half of them do not read at all (default: ${DEFAULT-VALUE})")
  private double slow;

  @Option(
      names = "--stall",
      paramLabel = "TIME",
      defaultValue = "150ms",
      converter = DurationConverter.class,
      description = "stall: how long to pause the server (default: ${DEFAULT-VALUE})")
  private Duration stall = Duration.ZERO;

  @Option(
      names = "--bursters",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "burst: share of the peers that also send --burst large updates at a time (default:"
              + " ${DEFAULT-VALUE})")
  private double bursters;

  @Option(
      names = "--burst-body",
      paramLabel = "BYTES",
      defaultValue = "12288",
      description = "burst: body size of these updates (default: ${DEFAULT-VALUE})")
  private int burstBody;

  @Option(
      names = "--burst-every",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "burst: interval between a peer's bursts (default: ${DEFAULT-VALUE})")
  private Duration burstEvery = Duration.ZERO;

  @Option(
      names = "--p99",
      paramLabel = "TIME",
      defaultValue = "50ms",
      converter = DurationConverter.class,
      description =
          "ramp: highest p99 at which a rate counts as held; a rate that exceeds it, or"
              + " delivers less"
              + " than 98 %%, is tried once more (default: ${DEFAULT-VALUE})")
  private Duration p99 = Duration.ZERO;

  @Option(
      names = "--precision",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "ramp: precision of the highest rate (default: ${DEFAULT-VALUE})")
  private double precision;

  @Option(
      names = "--membership",
      paramLabel = "auto|required",
      defaultValue = "auto",
      description = "whether a server that never announces members is at fault (default: auto)")
  private Membership membership = Membership.AUTO;

  @Option(names = "--insecure", description = "wss: accept any certificate")
  private boolean insecure;

  @Option(names = "--ca", paramLabel = "FILE", description = "wss: trusted certificates, PEM")
  private @Nullable Path ca;

  /// @throws IllegalArgumentException with a message for the user, if a value is out of range
  Plan plan(Scenario scenario, Target target, long pid) {
    Plan plan =
        new Plan(
            scenario,
            target,
            trust(),
            pid,
            rooms == null ? scenario.rooms() : rooms,
            peers == null ? scenario.peers() : peers,
            body == null && scenario.mixed(),
            rate == null ? scenario.rate() : rate,
            body == null ? scenario.bodyBytes() : body,
            burst,
            scatter || scenario == Scenario.TOWN,
            warmup == null ? scenario.warmup() : warmup,
            duration == null ? scenario.duration() : duration,
            patience,
            threads,
            joins,
            churn,
            slow,
            stall,
            new SceneBursts(bursters, burst == 0 ? SCENE_UPDATES : burst, burstBody, burstEvery),
            p99,
            precision / 100,
            membership);
    check(plan);
    return plan;
  }

  private @Nullable ServerTrust trust() {
    if (ca != null) {
      return ServerTrust.of(ca);
    }
    return insecure ? ServerTrust.trustAll() : null;
  }

  private static void check(Plan plan) {
    checkRange("--rooms", plan.rooms(), 1, ROOMS_LIMIT);
    checkRange("--peers", plan.peers(), 1, CONNECTIONS_LIMIT);
    if (plan.scenario() == Scenario.TOWN) {
      checkRange("peers of all --rooms", plan.connections(), 1, CONNECTIONS_LIMIT);
    } else {
      double peers = (double) plan.rooms() * plan.peers();
      checkRange("--rooms times --peers", peers, 1, CONNECTIONS_LIMIT);
    }
    checkRange("--rate", plan.rate(), plan.scenario() == Scenario.RAMP ? 0.1 : 0, 100_000);
    checkRange("--body", plan.bodyBytes(), SMALLEST_BODY_BYTES, BODY_LIMIT_BYTES);
    checkRange("--burst", plan.burst(), 0, 10_000);
    checkRange("--threads", plan.threads(), 1, 64);
    checkRange("--joins", plan.joinsAtATime(), 1, CONNECTIONS_LIMIT);
    checkRange("--churn", plan.churnPerSecond(), 0.1, 1_000);
    checkRange("--slow", plan.slowShare(), 0, 1);
    checkRange("--warmup in ms", (double) plan.warmup().toMillis(), 0, DAY_MILLIS);
    checkRange("--duration in ms", (double) plan.duration().toMillis(), 200, DAY_MILLIS);
    checkRange("--patience in ms", (double) plan.patience().toMillis(), 0, 600_000);
    checkRange("--p99 in ms", (double) plan.p99Limit().toMillis(), 1, 60_000);
    checkRange("--stall in ms", (double) plan.stall().toMillis(), 1, 60_000);
    SceneBursts bursts = plan.sceneBursts();
    checkRange("--bursters", bursts.share(), 0, 1);
    checkRange("--burst-body", bursts.bodyBytes(), SMALLEST_BODY_BYTES, BODY_LIMIT_BYTES);
    checkRange("--burst-every in ms", (double) bursts.every().toMillis(), 10, 60_000);
    checkRange("--precision", plan.precision() * 100, 1, 100);
    if (plan.scenario() == Scenario.STALL && plan.pid() == 0) {
      throw new IllegalArgumentException("stall pauses the server's process: --pid is required");
    }
  }

  private static void checkRange(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, was %s".formatted(name, text(least), text(most), text(value)));
    }
  }

  private static String text(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
