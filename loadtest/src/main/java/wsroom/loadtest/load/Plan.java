package wsroom.loadtest.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;

/// Everything that makes a run what it is.
///
/// @param pid the server's process; 0 if it is not known
/// @param peers in each room; of `town`, in the largest
/// @param mixed whether the peers say what those of an island say, in place of updates of one size
/// @param rate updates a second and peer; with `mixed`, a factor of ten times the usual rates
/// @param burst updates that a peer says at a time; 0 for one, or as few as 100 writes a second
/// need
/// @param scattered whether the members of a room speak scattered over the interval, as people do,
/// and not one after the other and then none for a while
/// @param patience so long nothing may arrive before what is outstanding counts as missing
/// @param threads event loops of the tool
/// @param joinsAtATime handshakes under way at once
/// @param churnPerSecond joins, and as many leaves, a second
/// @param slowShare of the peers that read slowly; half of them do not read at all
/// @param stall how long the server is paused
/// @param sceneBursts what some peers of `burst` say beside the others' updates
/// @param p99Limit what `ramp` still counts as held
/// @param precision `ramp` ends when the bounds of the highest rate are this close: 0.1 is 10%
public record Plan(
    Scenario scenario,
    Target target,
    @Nullable ServerTrust trust,
    long pid,
    int rooms,
    int peers,
    boolean mixed,
    double rate,
    int bodyBytes,
    int burst,
    boolean scattered,
    Duration warmup,
    Duration duration,
    Duration patience,
    int threads,
    int joinsAtATime,
    double churnPerSecond,
    double slowShare,
    Duration stall,
    SceneBursts sceneBursts,
    Duration p99Limit,
    double precision,
    Membership membership) {

  private static final double USUAL_RATE = 10;
  private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(5);
  private static final int WARM_UP_IDLERS = 100;

  public int connections() {
    int connections = 0;
    for (int room = 0; room < rooms; room++) {
      connections += peersIn(room);
    }
    return connections;
  }

  /// How many peers a room has. Those of a town follow Zipf's law: the second has half as many as
  /// the first, the third a third. The first that has one peer ends a town, and the next one
  /// begins.
  int peersIn(int room) {
    return scenario == Scenario.TOWN ? peers / (room % peers + 1) : peers;
  }

  Traffic traffic() {
    if (scenario == Scenario.BURST) {
      return Traffic.bursts(bodyBytes, rate, sceneBursts);
    }
    if (rate == 0) {
      return Traffic.SILENCE;
    }
    return mixed
        ? Traffic.island().times(rate / USUAL_RATE)
        : Traffic.plain(bodyBytes, rate, burst);
  }

  /// How many deliveries a second the traffic means, all peers together.
  public double expectedDeliveriesPerSecond() {
    double pairs = 0;
    for (int room = 0; room < rooms; room++) {
      pairs += (double) peersIn(room) * (peersIn(room) - 1);
    }
    return traffic().perSecond() * pairs;
  }

  /// Whether the run can be made at all, as far as that shows before it.
  ///
  /// @throws IllegalArgumentException with a sentence for the user, if it cannot
  public void check() {
    if (pid != 0 && ServerProcess.of(pid).isGone()) {
      throw new IllegalArgumentException("--pid: no process " + pid + " under /proc");
    }
    OpenFiles.shortageOfThisTool(connections())
        .ifPresent(
            shortage -> {
              throw new IllegalArgumentException(shortage);
            });
  }

  /// The settings by the names of the command line's options, so that a run can be repeated. Those
  /// of `server` and `scenario` stand there without a name.
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("scenario", scenario.key());
    settings.put("server", target.toString());
    settings.put("rooms", Integer.toString(rooms));
    settings.put("peers", Integer.toString(peers));
    settings.put("rate", Double.toString(rate));
    if (mixed) {
      settings.put("mix", "true");
    } else {
      settings.put("body", Integer.toString(bodyBytes));
      int atATime = scenario == Scenario.BURST ? sceneBursts.updates() : burst;
      settings.put("burst", Integer.toString(atATime));
    }
    if (scattered) {
      settings.put("scatter", "true");
    }
    settings.put("warmup", text(warmup));
    settings.put("duration", text(duration));
    settings.put("patience", text(patience));
    settings.put("threads", Integer.toString(threads));
    settings.put("joins", Integer.toString(joinsAtATime));
    switch (scenario) {
      case CHURN -> settings.put("churn", Double.toString(churnPerSecond));
      case SLOW -> settings.put("slow", Double.toString(slowShare));
      case STALL -> settings.put("stall", text(stall));
      case BURST -> {
        settings.put("bursters", Double.toString(sceneBursts.share()));
        settings.put("burst-body", Integer.toString(sceneBursts.bodyBytes()));
        settings.put("burst-every", text(sceneBursts.every()));
      }
      case RAMP -> {
        settings.put("p99", text(p99Limit));
        settings.put("precision", Double.toString(precision * 100));
      }
      case ISLAND, CITY, TOWN, CROWD, IDLE -> {}
    }
    settings.put("membership", membership.toString().toLowerCase(Locale.ROOT));
    if (trust != null) {
      settings.put(trust.option(), trust.value());
    }
    return settings;
  }

  private static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }

  /// The same against another server.
  public Plan at(Target other, long itsPid) {
    return with(scenario, other, itsPid, rooms, peers, warmup, duration);
  }

  /// A short stretch of the same, for a tool and a server that have just started: nothing is
  /// paused, and no rate is sought. Where memory is weighed, only a few come, so that thousands of
  /// others have not been there before.
  public Plan toWarmUp() {
    boolean weighs = scenario == Scenario.IDLE;
    Scenario plain =
        scenario == Scenario.RAMP || scenario == Scenario.STALL ? Scenario.ISLAND : scenario;
    Duration whole = warmup.plus(duration);
    return with(
        plain,
        target,
        pid,
        weighs ? 1 : rooms,
        weighs ? Math.min(peers, WARM_UP_IDLERS) : peers,
        Duration.ZERO,
        whole.compareTo(WARM_UP_LIMIT) < 0 ? whole : WARM_UP_LIMIT);
  }

  private Plan with(
      Scenario itsScenario,
      Target itsTarget,
      long itsPid,
      int itsRooms,
      int itsPeers,
      Duration itsWarmup,
      Duration itsDuration) {
    return new Plan(
        itsScenario,
        itsTarget,
        trust,
        itsPid,
        itsRooms,
        itsPeers,
        mixed,
        rate,
        bodyBytes,
        burst,
        scattered,
        itsWarmup,
        itsDuration,
        patience,
        threads,
        joinsAtATime,
        churnPerSecond,
        slowShare,
        stall,
        sceneBursts,
        p99Limit,
        precision,
        membership);
  }
}
