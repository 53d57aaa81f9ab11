package wsroom.loadtest.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.ServerTrust;
import wsroom.loadtest.client.Target;

/// All settings of a run.
///
/// @param pid the server's process; 0 if unknown
/// @param peers per room; of `town`, in the largest
/// @param mixed whether peers send the traffic mix of an island, not updates of one size
/// @param rate updates per second and peer; with `mixed`, ten times the factor on the usual rates
/// @param burst updates per write; 0 for one, or as few as 100 writes per second allow
/// @param scattered whether the peers of a room send spread over the interval, not in a burst
/// @param patience time without deliveries after which outstanding updates count as missing
/// @param threads event loops of the tool
/// @param joinsAtATime concurrent handshakes
/// @param churnPerSecond joins per second, and as many leaves
/// @param slowShare share of slow peers; half of them do not read at all
/// @param stall how long the server is paused
/// @param sceneBursts large updates that some peers of `burst` send
/// @param p99Limit highest p99 at which `ramp` counts a rate as held
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
  private static final int WARM_UP_IDLE_PEERS = 100;

  public int connections() {
    int connections = 0;
    for (int room = 0; room < rooms; room++) {
      connections += peersIn(room);
    }
    return connections;
  }

  /// Peers of a room. Those of a town follow Zipf's law: the second room has half as many as the
  /// first, the third a third. A room of one peer ends a town, and the next town begins.
  int peersIn(int room) {
    return scenario == Scenario.TOWN ? peers / (room % peers + 1) : peers;
  }

  Traffic traffic() {
    if (scenario == Scenario.BURST) {
      return Traffic.bursts(bodyBytes, rate, sceneBursts);
    }
    if (rate == 0) {
      return Traffic.NONE;
    }
    return mixed
        ? Traffic.island().times(rate / USUAL_RATE)
        : Traffic.plain(bodyBytes, rate, burst);
  }

  /// Expected deliveries per second of all peers together.
  public double expectedDeliveriesPerSecond() {
    double pairs = 0;
    for (int room = 0; room < rooms; room++) {
      pairs += (double) peersIn(room) * (peersIn(room) - 1);
    }
    return traffic().perSecond() * pairs;
  }

  /// Checks preconditions of the run.
  ///
  /// @throws IllegalArgumentException with a message for the user, if one does not hold
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

  /// The settings by option name, so that a run can be repeated. `server` and `scenario` are
  /// positional.
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

  /// A copy for another server.
  public Plan at(Target other, long itsPid) {
    return with(scenario, other, itsPid, rooms, peers, warmup, duration);
  }

  /// A short version of the plan that warms up tool and server, without pauses and rate search.
  /// Where memory is measured, it has few peers, so that the heap has not grown before.
  public Plan toWarmUp() {
    boolean measuresMemory = scenario == Scenario.IDLE;
    Scenario plain =
        scenario == Scenario.RAMP || scenario == Scenario.STALL ? Scenario.ISLAND : scenario;
    Duration whole = warmup.plus(duration);
    return with(
        plain,
        target,
        pid,
        measuresMemory ? 1 : rooms,
        measuresMemory ? Math.min(peers, WARM_UP_IDLE_PEERS) : peers,
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
