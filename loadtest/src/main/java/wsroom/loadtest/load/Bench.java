package wsroom.loadtest.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// One set of peers on one server, from the first handshake to the last leave, and all that is
/// counted on the way. Called from one thread.
final class Bench implements AutoCloseable {
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);
  private static final Duration JOIN_LIMIT_EACH = Duration.ofMillis(20);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

  /// With fewer, what else the server's memory is used for outweighs the connections.
  private static final int CONNECTIONS_THAT_WEIGH = 1_000;

  private final Plan plan;
  private final Watch watch;
  private final @Nullable ServerProcess process;
  private final @Nullable Weighing weighing;
  private final Logins logins = new Logins();
  private final Fleet fleet;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int connections;
  private double bytesPerConnection = Double.NaN;
  private double joinSeconds = Double.NaN;

  /// @param spareSessions that will join beside the planned connections
  Bench(Plan plan, Traffic traffic, int spareSessions, Watch watch) {
    this(
        plan,
        traffic,
        spareSessions,
        watch,
        plan.pid() == 0 ? null : ServerProcess.of(plan.pid()),
        CONNECTIONS_THAT_WEIGH);
  }

  Bench(
      Plan plan,
      Traffic traffic,
      int spareSessions,
      Watch watch,
      @Nullable ServerProcess process,
      int connectionsThatWeigh) {
    this.plan = plan;
    this.watch = watch;
    this.process = process;
    this.weighing = process == null ? null : new Weighing(process, connectionsThatWeigh);
    Roster roster = new Roster(plan.rooms(), plan.connections() + spareSessions);
    String name = "load-" + Long.toHexString(new SplittableRandom().nextLong() >>> 24);
    this.fleet =
        new Fleet(
            Run.of(plan.target(), plan.trust(), name, roster, traffic.kinds(), logins.workers()),
            plan.threads());
  }

  Fleet fleet() {
    return fleet;
  }

  Logins logins() {
    return logins;
  }

  @Nullable ServerProcess process() {
    return process;
  }

  Plan plan() {
    return plan;
  }

  Watch watch() {
    return watch;
  }

  /// What spoils the run, or at least has to be known beside its figures.
  void warn(String sentence) {
    warnings.add(sentence);
  }

  /// What else the run has shown.
  void note(String sentence) {
    notes.add(sentence);
  }

  /// Lets all planned peers join, so many at a time.
  void join(int atATime) throws InterruptedException {
    join(atATime, _ -> false, _ -> {});
  }

  /// @param slow which of the peers, by number, read slowly
  /// @param onJoined called on a peer's loop
  void join(int atATime, IntPredicate slow, Consumer<LoadPeer> onJoined)
      throws InterruptedException {
    int wanted = plan.connections();
    watch.phase("making %,d identities".formatted(wanted));
    List<Login> prepared = logins.prepare(wanted);
    List<Fleet.Recruit> recruits = new ArrayList<>(wanted);
    for (int room = 0; room < plan.rooms(); room++) {
      for (int peer = 0; peer < plan.peersIn(room); peer++) {
        int number = recruits.size();
        recruits.add(new Fleet.Recruit(prepared.get(number), room, slow.test(number), onJoined));
      }
    }
    watch.phase("%,d peers join".formatted(wanted));
    if (process != null) {
      OpenFiles.shortage(wanted, process.openFilesLimit(), "the server's process")
          .ifPresent(this::warn);
    }
    if (weighing != null) {
      weighing.beforeJoins();
    }
    Duration limit = JOIN_LIMIT.plus(JOIN_LIMIT_EACH.multipliedBy(wanted));
    long began = System.nanoTime();
    if (!fleet.join(recruits, atATime, limit, watch)) {
      warn("not all handshakes had ended after " + limit.toSeconds() + " s");
    }
    joinSeconds = (System.nanoTime() - began) / 1e9;
    connections = fleet.joined();
    if (weighing != null) {
      weighing.afterJoins(connections);
    }
  }

  Meter meter() {
    return new Meter(fleet, process, watch);
  }

  /// Counts for a while, after a while that does not count, and weighs the connections at the end.
  Measured measure(Duration warmup, Duration duration) throws InterruptedException {
    if (connections == 0) {
      return meter().result(); // nobody is in, so there is nothing to wait for
    }
    watch.phase("warming up");
    new Meter(fleet, process, watch).run(warmup);
    watch.phase("measuring");
    Meter meter = meter();
    meter.run(duration);
    if (weighing != null) {
      bytesPerConnection = weighing.bytesPerConnection(fleet.joined(), fleet.left());
    }
    return meter.result();
  }

  /// Ends all talk and waits for what is under way.
  Audit settle() throws InterruptedException {
    watch.phase("waiting for what is under way");
    fleet.fallSilent();
    return fleet.settle(plan.patience());
  }

  /// The figures that every scenario has.
  List<Figure> figures(Measured measured, Audit audit) {
    List<Figure> figures = new ArrayList<>();
    Count last = fleet.count();
    figures.add(new Figure("connections", "connections", connections, ""));
    figures.add(new Figure("sent_per_second", "updates sent", measured.sentPerSecond(), "/s"));
    figures.add(
        new Figure("deliveries_per_second", "deliveries", measured.deliveriesPerSecond(), "/s"));
    figures.add(
        new Figure(
            "delivered_mb_per_second", "their bodies", measured.megabytesPerSecond(), "MB/s"));
    figures.add(
        new Figure(
            "reliable_share",
            "reliable updates delivered",
            share(last.reliableDeliveries(), audit.missing()),
            Figure.SHARE));
    figures.add(
        new Figure(
            "unreliable_share",
            "unreliable updates delivered",
            share(last.unreliableDeliveries(), audit.lost()),
            Figure.SHARE));
    LatencyFigures.addPercentiles(figures, "latency", measured.latency());
    LatencyFigures.addBySize(figures, measured);
    figures.add(
        new Figure(
            "usual_p50_ms",
            "p50 of the middle interval of 100 ms",
            measured.usual(Sample::p50Millis),
            "ms"));
    figures.add(
        new Figure(
            "usual_p99_ms",
            "p99 of the middle interval of 100 ms",
            measured.usual(Sample::p99Millis),
            "ms"));
    LatencyFigures.addPercentiles(figures, "handshake", fleet.handshakes());
    figures.add(
        new Figure(
            "joins_per_second",
            "handshakes a second, all together",
            connections / joinSeconds,
            "/s"));
    addProcess(figures, measured);
    figures.add(new Figure("tool_busy", "tool was busy", measured.toolBusyShare(), Figure.SHARE));
    return figures;
  }

  private void addProcess(List<Figure> figures, Measured measured) {
    figures.add(
        new Figure(
            "cpu_us_per_delivery",
            "server CPU per delivery",
            measured.cpuMicrosPerDelivery(),
            "µs"));
    figures.add(new Figure("cpu_cores", "server CPU", measured.serverCpuShare(), "cores"));
    figures.add(
        new Figure(
            "reads_per_delivery",
            "server read calls per delivery",
            measured.readsPerDelivery(),
            ""));
    figures.add(
        new Figure(
            "writes_per_delivery",
            "server write calls per delivery",
            measured.writesPerDelivery(),
            ""));
    if (process != null && !process.isGone()) {
      figures.add(new Figure("resident_mb", "server memory", process.residentBytes() / 1e6, "MB"));
    }
    figures.add(
        new Figure(
            "kb_per_connection", "server memory per connection", bytesPerConnection / 1e3, "kB"));
  }

  private static double share(long delivered, long missing) {
    return delivered + missing == 0 ? Double.NaN : (double) delivered / (delivered + missing);
  }

  Result result(Measured measured, Audit audit, List<Figure> extra, List<RampStep> steps) {
    List<String> all = new ArrayList<>(warnings);
    if (process != null && process.isGone()) {
      all.add("The server's process %d is gone.".formatted(process.pid()));
    }
    String weakness = measured.weaknessOfTheTool();
    if (weakness != null) {
      all.add(weakness);
    }
    if (measured.heldBack() > 0) {
      all.add(
          "%,d updates were not sent, because the server did not read those before."
              .formatted(measured.heldBack()));
    }
    long comebacks = fleet.comebacks();
    List<String> seen = new ArrayList<>(notes);
    if (comebacks > 0) {
      seen.add(
          "%,d times a peer was turned away as the server was busy, and came back after a second."
              .formatted(comebacks));
    }
    List<Figure> figures = new ArrayList<>(extra);
    figures.addAll(figures(measured, audit));
    figures.removeIf(figure -> Double.isNaN(figure.value()));
    return new Result(
        plan,
        figures,
        measured.latency(),
        fleet.handshakes(),
        measured.samples(),
        steps,
        audit.faults(plan.membership()),
        audit.membershipTold(),
        seen,
        all);
  }

  /// All leave, and the loops end.
  @Override
  public void close() {
    try {
      fleet.disband(LEAVE_LIMIT);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    fleet.close();
    logins.close();
  }
}
