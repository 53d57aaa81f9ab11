package wsroom.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import wsroom.ban.BanSource;
import wsroom.room.Census;
import wsroom.room.RelayCounters;
import wsroom.room.RelayObserver;
import wsroom.session.CloseReason;
import wsroom.session.SessionObserver;
import wsroom.websocket.OutboundCounters;

/// All meters, and their exposition as Prometheus text.
///
/// The relay counts in plain fields of each I/O thread; only a scrape adds them up. What happens
/// once in a session's life is counted here as it happens. Thread-safe.
public final class ServerMetrics implements SessionObserver, RelayObserver {
  private static final Duration[] LAG_BUCKETS = millis(0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 20, 50, 200);
  private static final Duration[] HANDSHAKE_BUCKETS =
      millis(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);
  private static final Duration[] HTTP_BUCKETS = millis(1, 5, 10, 50, 100, 500, 1000);

  /// Clients make up others, and each would be a series of its own for ever.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT");

  private static final int[] ROOM_SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OldNames oldNames = new OldNames();
  private final List<LongSupplier> counted = new ArrayList<>();
  private BanMeters bans = new BanMeters(List.of());
  private final LongAdder opened = new LongAdder();
  private final LongAdder kicks = new LongAdder();
  private final LongAdder unknownPackets = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private final Timer handshakeTime = timer(MeterName.HANDSHAKE_TIME, HANDSHAKE_BUCKETS);
  private final Timer fanOutLag = timer(MeterName.FAN_OUT_LAG, LAG_BUCKETS);
  private final Counter welcomed = handshakes("welcomed", "none");
  private final Map<CloseReason, Counter> refused = new EnumMap<>(CloseReason.class);
  private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);

  public ServerMetrics(String commitHash, String ethNetwork) {
    registry.config().namingConvention(new PlainNames());
    Gauge.builder(MeterName.BUILD.id(), () -> 1)
        .description(MeterName.BUILD.description())
        .tags("commitHash", commitHash, "ethNetwork", ethNetwork)
        .register(registry);
    counter(MeterName.CONNECTIONS_OPENED, opened::sum);
    counter(MeterName.KICKS, kicks::sum);
    counter(MeterName.UNKNOWN_PACKETS, unknownPackets::sum);
    gauge(MeterName.OPEN_CONNECTIONS, open::get);
    for (CloseReason reason : CloseReason.values()) {
      refused.put(reason, handshakes("failed", reason.tag()));
      closed.put(reason, byReason(MeterName.CLOSES, reason.tag()));
    }
    List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
    // Listens to collections for as long as the process lives, so nobody closes it.
    bindCollections();
  }

  /// Shows how many are in which rooms.
  public void showRooms(Supplier<Census> census) {
    gauge(MeterName.ROOMS, () -> census.get().rooms().size());
    gauge(MeterName.PEERS, () -> census.get().users());
    for (int size : ROOM_SIZES) {
      roomsOfAtMost(census, Integer.toString(size), size);
    }
    roomsOfAtMost(census, "+Inf", Integer.MAX_VALUE);
  }

  /// Shows what the I/O threads count.
  public void showThreads(List<RelayCounters> relay, List<OutboundCounters> outbound) {
    bothNames(MeterName.IN_MESSAGES, sum(relay, RelayCounters::inMessages));
    bothNames(MeterName.IN_BYTES, sum(relay, RelayCounters::inBytes));
    bothNames(MeterName.OUT_MESSAGES, sum(relay, RelayCounters::outMessages));
    bothNames(MeterName.OUT_BYTES, sum(relay, RelayCounters::outBytes));
    counter(MeterName.EXCESS_UPDATES, sum(relay, RelayCounters::excessUpdates));
    counter(MeterName.DROPPED, sum(outbound, OutboundCounters::droppedFrames));
    counter(MeterName.WRITES, sum(outbound, OutboundCounters::writes));
    counter(MeterName.PARTIAL_WRITES, sum(outbound, OutboundCounters::partialWrites));
    gauge(MeterName.BACKLOG, sum(outbound, OutboundCounters::backlogBytes));
    gauge(MeterName.BACKLOGGED, sum(outbound, OutboundCounters::backloggedConnections));
  }

  /// Shows how auth chains are verified.
  ///
  /// @param implementation of the signatures' curve
  /// @param knownDelegations that need not be verified again
  /// @param nodeIsLeftAlone whether the Ethereum node has failed and is not asked for now
  public void showAuthChains(
      String implementation, LongSupplier knownDelegations, BooleanSupplier nodeIsLeftAlone) {
    Gauge.builder(MeterName.CURVE.id(), () -> 1)
        .description(MeterName.CURVE.description())
        .tag("implementation", implementation)
        .register(registry);
    gauge(MeterName.KNOWN_DELEGATIONS, knownDelegations);
    gauge(MeterName.NODE_LEFT_ALONE, () -> nodeIsLeftAlone.getAsBoolean() ? 1 : 0);
  }

  /// Shows how the sources of bans do.
  public void showBans(List<BanSource> sources) {
    bans = new BanMeters(sources);
    bans.register(registry);
  }

  /// Shows how many connections had to go before they sent a request.
  public void showDisplaced(LongSupplier displaced) {
    counter(MeterName.DISPLACED, displaced);
  }

  /// Shows when the certificate ends.
  ///
  /// @param expirySeconds since 1970
  public void showCertificate(LongSupplier expirySeconds) {
    gauge(MeterName.CERTIFICATE_EXPIRY, expirySeconds);
  }

  /// The meters of a registration with Archipelago.
  ///
  /// @param isConnected whether there is a link now
  /// @param seats that are offered
  public ArchipelagoMeters archipelago(BooleanSupplier isConnected, LongSupplier seats) {
    return new ArchipelagoMeters(registry, isConnected, seats);
  }

  /// All meters in Prometheus' text format, version 0.0.4.
  public String scrape() {
    return registry.scrape() + oldNames.scrape();
  }

  /// An HTTP request was answered.
  public void served(String method, String route, int status, long nanos) {
    String known = METHODS.contains(method) ? method : "other";
    Tags tags = Tags.of("method", known, "handler", route, "code", Integer.toString(status));
    Counter.builder(MeterName.HTTP_REQUESTS.id())
        .description(MeterName.HTTP_REQUESTS.description())
        .tags(tags)
        .register(registry)
        .increment();
    Timer.builder(MeterName.HTTP_DURATION.id())
        .description(MeterName.HTTP_DURATION.description())
        .serviceLevelObjectives(HTTP_BUCKETS)
        .tags(tags)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /// WebSocket connections that are open now.
  public int openConnections() {
    return open.get();
  }

  @Override
  public void opened() {
    opened.increment();
    open.incrementAndGet();
  }

  @Override
  public void joined(long handshakeNanos) {
    welcomed.increment();
    handshakeTime.record(handshakeNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void rejected(String reason) {
    byReason(MeterName.CHAINS_REJECTED, reason).increment();
  }

  /// A request for a WebSocket was refused.
  ///
  /// @param reason a short constant name
  public void upgradeRefused(String reason) {
    byReason(MeterName.UPGRADES_REFUSED, reason).increment();
  }

  /// A signed login was answered with a room.
  public void loginAdmitted() {
    logins("admitted", "none").increment();
  }

  /// A signed login was refused.
  ///
  /// @param reason a short constant name
  public void loginRefused(String reason) {
    logins("refused", reason).increment();
  }

  @Override
  public void kicked() {
    kicks.increment();
  }

  @Override
  public void unknownPacket() {
    unknownPackets.increment();
  }

  @Override
  public void ended(CloseReason reason, boolean wasWelcomed) {
    count(closed, reason);
    if (!wasWelcomed) {
      count(refused, reason);
    }
  }

  @Override
  public void closed() {
    open.decrementAndGet();
  }

  @Override
  public void flushed(long lagNanos) {
    fanOutLag.record(lagNanos, TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("resource")
  private void bindCollections() {
    new JvmGcMetrics().bindTo(registry);
  }

  private static void count(Map<CloseReason, Counter> counters, CloseReason reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  private Counter byReason(MeterName name, String reason) {
    return Counter.builder(name.id())
        .description(name.description())
        .tag("reason", reason)
        .register(registry);
  }

  private Counter handshakes(String outcome, String reason) {
    return Counter.builder(MeterName.HANDSHAKES.id())
        .description(MeterName.HANDSHAKES.description())
        .tags("outcome", outcome, "reason", reason)
        .register(registry);
  }

  private Counter logins(String outcome, String reason) {
    return Counter.builder(MeterName.SIGNED_LOGINS.id())
        .description(MeterName.SIGNED_LOGINS.description())
        .tags("outcome", outcome, "reason", reason)
        .register(registry);
  }

  private Timer timer(MeterName name, Duration... buckets) {
    return Timer.builder(name.id())
        .description(name.description())
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private void counter(MeterName name, LongSupplier value) {
    // The registry itself refers to it weakly, and would forget the count at the next collection.
    counted.add(value);
    FunctionCounter.builder(name.id(), value, LongSupplier::getAsLong)
        .description(name.description())
        .register(registry);
  }

  private void bothNames(MeterName name, LongSupplier value) {
    counter(name, value);
    oldNames.add(name, value);
  }

  private void gauge(MeterName name, LongSupplier value) {
    Gauge.builder(name.id(), value::getAsLong).description(name.description()).register(registry);
  }

  private void roomsOfAtMost(Supplier<Census> census, String bound, int size) {
    Gauge.builder(
            MeterName.ROOM_SIZES.id(),
            () -> census.get().rooms().stream().filter(room -> room.count() <= size).count())
        .description(MeterName.ROOM_SIZES.description())
        .tag("le", bound)
        .register(registry);
  }

  private static <T> LongSupplier sum(List<T> threads, ToLongFunction<T> count) {
    return () -> threads.stream().mapToLong(count).sum();
  }

  private static Duration[] millis(double... values) {
    Duration[] durations = new Duration[values.length];
    for (int i = 0; i < values.length; i++) {
      durations[i] = Duration.ofNanos((long) (values[i] * 1_000_000));
    }
    return durations;
  }
}
