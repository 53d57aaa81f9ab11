package wsroom.loadtest.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Peers on one server, from the first handshake to the last leave, and what is measured meanwhile.
/// Called from one thread.
final class LoadHarness implements AutoCloseable {
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);
  private static final Duration JOIN_LIMIT_EACH = Duration.ofMillis(20);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

  /// With fewer connections, other uses of the server's memory dominate.
  private static final int MIN_CONNECTIONS = 1_000;

  private final Plan plan;
  private final ProgressListener listener;
  private final @Nullable ServerProcess process;
  private final @Nullable ConnectionMemory connectionMemory;
  private final LoginFactory loginFactory = new LoginFactory();
  private final PeerPool pool;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int connections;
  private double bytesPerConnection = Double.NaN;
  private double joinSeconds = Double.NaN;

  /// @param spareSessions sessions that will join besides the planned connections
  LoadHarness(Plan plan, Traffic traffic, int spareSessions, ProgressListener listener) {
    this(
        plan,
        traffic,
        spareSessions,
        listener,
        plan.pid() == 0 ? null : ServerProcess.of(plan.pid()),
        MIN_CONNECTIONS);
  }

  LoadHarness(
      Plan plan,
      Traffic traffic,
      int spareSessions,
      ProgressListener listener,
      @Nullable ServerProcess process,
      int minConnections) {
    this.plan = plan;
    this.listener = listener;
    this.process = process;
    this.connectionMemory = process == null ? null : new ConnectionMemory(process, minConnections);
    SessionRegistry registry =
        new SessionRegistry(plan.rooms(), plan.connections() + spareSessions);
    String name = "load-" + Long.toHexString(new SplittableRandom().nextLong() >>> 24);
    this.pool =
        new PeerPool(
            RunContext.of(
                plan.target(),
                plan.trust(),
                name,
                registry,
                traffic.kinds(),
                loginFactory.workers()),
            plan.threads());
  }

  PeerPool pool() {
    return pool;
  }

  LoginFactory loginFactory() {
    return loginFactory;
  }

  @Nullable ServerProcess process() {
    return process;
  }

  Plan plan() {
    return plan;
  }

  ProgressListener listener() {
    return listener;
  }

  /// Adds a warning that qualifies the figures.
  void warn(String sentence) {
    warnings.add(sentence);
  }

  /// Adds an observation.
  void note(String sentence) {
    notes.add(sentence);
  }

  /// Joins all planned peers, so many at a time.
  void join(int atATime) throws InterruptedException {
    join(atATime, _ -> false, _ -> {});
  }

  /// @param slow selects the slow peers by number
  /// @param onJoined called on a peer's loop
  void join(int atATime, IntPredicate slow, Consumer<LoadPeer> onJoined)
      throws InterruptedException {
    int wanted = plan.connections();
    listener.phase("creating %,d identities".formatted(wanted));
    List<Login> identities = loginFactory.create(wanted);
    List<PeerPool.PeerSpec> specs = new ArrayList<>(wanted);
    for (int room = 0; room < plan.rooms(); room++) {
      for (int peer = 0; peer < plan.peersIn(room); peer++) {
        int number = specs.size();
        specs.add(new PeerPool.PeerSpec(identities.get(number), room, slow.test(number), onJoined));
      }
    }
    listener.phase("joining %,d peers".formatted(wanted));
    if (process != null) {
      OpenFiles.shortage(wanted, process.openFilesLimit(), "the server's process")
          .ifPresent(this::warn);
    }
    if (connectionMemory != null) {
      connectionMemory.beforeJoins();
    }
    Duration limit = JOIN_LIMIT.plus(JOIN_LIMIT_EACH.multipliedBy(wanted));
    long began = System.nanoTime();
    if (!pool.join(specs, atATime, limit, listener)) {
      warn("handshakes still pending after " + limit.toSeconds() + " s");
    }
    joinSeconds = (System.nanoTime() - began) / 1e9;
    connections = pool.joined();
    if (connectionMemory != null) {
      connectionMemory.afterJoins(connections);
    }
  }

  Sampler sampler() {
    return new Sampler(pool, process, listener);
  }

  /// Measures after a warm-up, and the memory per connection at the end.
  Measurement measure(Duration warmup, Duration duration) throws InterruptedException {
    if (connections == 0) {
      return sampler().result(); // no peer has joined
    }
    listener.phase("warming up");
    new Sampler(pool, process, listener).run(warmup);
    listener.phase("measuring");
    Sampler sampler = sampler();
    sampler.run(duration);
    if (connectionMemory != null) {
      bytesPerConnection = connectionMemory.bytesPerConnection(pool.joined(), pool.left());
    }
    return sampler.result();
  }

  /// Stops all traffic and waits for updates in flight.
  DeliveryCheck awaitDeliveries() throws InterruptedException {
    listener.phase("waiting for updates in flight");
    pool.stopTraffic();
    return pool.awaitDeliveries(plan.patience());
  }

  /// The figures common to all scenarios.
  List<Figure> figures(Measurement measurement, DeliveryCheck check) {
    List<Figure> figures = new ArrayList<>();
    CounterSnapshot last = pool.count();
    figures.add(new Figure("connections", "connections", connections, ""));
    figures.add(new Figure("sent_per_second", "updates sent", measurement.sentPerSecond(), "/s"));
    figures.add(
        new Figure("deliveries_per_second", "deliveries", measurement.deliveriesPerSecond(), "/s"));
    figures.add(
        new Figure(
            "delivered_mb_per_second", "their bodies", measurement.megabytesPerSecond(), "MB/s"));
    figures.add(
        new Figure(
            "reliable_share",
            "reliable updates delivered",
            share(last.reliableDeliveries(), check.missing()),
            Figure.SHARE));
    figures.add(
        new Figure(
            "unreliable_share",
            "unreliable updates delivered",
            share(last.unreliableDeliveries(), check.lost()),
            Figure.SHARE));
    LatencyFigures.addPercentiles(figures, "latency", measurement.latency());
    LatencyFigures.addBySize(figures, measurement);
    figures.add(
        new Figure(
            "usual_p50_ms",
            "p50 of the middle interval of 100 ms",
            measurement.median(Sample::p50Millis),
            "ms"));
    figures.add(
        new Figure(
            "usual_p99_ms",
            "p99 of the middle interval of 100 ms",
            measurement.median(Sample::p99Millis),
            "ms"));
    LatencyFigures.addPercentiles(figures, "handshake", pool.handshakes());
    figures.add(
        new Figure(
            "joins_per_second",
            "handshakes a second, all together",
            connections / joinSeconds,
            "/s"));
    addProcess(figures, measurement);
    figures.add(
        new Figure("tool_busy", "tool was busy", measurement.toolBusyShare(), Figure.SHARE));
    return figures;
  }

  private void addProcess(List<Figure> figures, Measurement measurement) {
    figures.add(
        new Figure(
            "cpu_us_per_delivery",
            "server CPU per delivery",
            measurement.cpuMicrosPerDelivery(),
            "µs"));
    figures.add(new Figure("cpu_cores", "server CPU", measurement.serverCpuShare(), "cores"));
    figures.add(
        new Figure(
            "reads_per_delivery",
            "server read calls per delivery",
            measurement.readsPerDelivery(),
            ""));
    figures.add(
        new Figure(
            "writes_per_delivery",
            "server write calls per delivery",
            measurement.writesPerDelivery(),
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

  Result result(
      Measurement measurement, DeliveryCheck check, List<Figure> extra, List<RampStep> steps) {
    List<String> all = new ArrayList<>(warnings);
    if (process != null && process.isGone()) {
      all.add("The server's process %d has exited.".formatted(process.pid()));
    }
    String weakness = measurement.toolBottleneck();
    if (weakness != null) {
      all.add(weakness);
    }
    if (measurement.skippedSends() > 0) {
      all.add(
          "%,d updates were not sent, because the server did not read earlier ones."
              .formatted(measurement.skippedSends()));
    }
    long busyRetries = pool.busyRetries();
    List<String> seen = new ArrayList<>(notes);
    if (busyRetries > 0) {
      seen.add(
          "%,d times a peer was rejected by a busy server and retried after a second."
              .formatted(busyRetries));
    }
    List<Figure> figures = new ArrayList<>(extra);
    figures.addAll(figures(measurement, check));
    figures.removeIf(figure -> Double.isNaN(figure.value()));
    return new Result(
        plan,
        figures,
        measurement.latency(),
        pool.handshakes(),
        measurement.samples(),
        steps,
        check.faults(plan.membership()),
        check.membershipAnnounced(),
        seen,
        all);
  }

  /// Closes all peers, then the loops.
  @Override
  public void close() {
    try {
      pool.leaveAll(LEAVE_LIMIT);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    pool.close();
    loginFactory.close();
  }
}
