package wsroom.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import wsroom.moderation.BanSource;
import wsroom.room.RelayCounters;
import wsroom.room.RelayObserver;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.Census;
import wsroom.websocket.InboundCounters;
import wsroom.websocket.OutboundCounters;

/// All meters, and their exposition as Prometheus text.
///
/// The relay counts in plain fields of each I/O thread, which a scrape adds up. Thread-safe once
/// all meters are registered.
public final class ServerMetrics implements RelayObserver {
  private static final Duration[] LAG_BUCKETS =
      Meters.millis(0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 20, 50, 200);
  private static final Duration[] HTTP_BUCKETS = Meters.millis(1, 5, 10, 50, 100, 500, 1000);

  /// Clients can invent methods, and each would be a new time series.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT");

  private final Meters meters = new Meters();
  private final SessionMeters sessions = new SessionMeters(meters);
  private Optional<RoomMeters> rooms = Optional.empty();
  private final Timer fanOutLag = meters.timer(MeterName.FAN_OUT_LAG, LAG_BUCKETS);

  public ServerMetrics(String version, String commitHash, String ethNetwork) {
    meters.gauge(
        MeterName.BUILD,
        () -> 1,
        "commitHash",
        commitHash,
        "ethNetwork",
        ethNetwork,
        "version",
        version);
    meters.showJvm();
    ProcessMeters.show(meters);
  }

  /// All meters in Prometheus' text format, version 0.0.4.
  public String scrape() {
    rooms.ifPresent(RoomMeters::refresh);
    return meters.scrape();
  }

  // --- Meters whose values are kept elsewhere ---

  /// Registers the meters of rooms and their peers.
  public void showRooms(Supplier<Census> census) {
    rooms = Optional.of(new RoomMeters(census, meters));
  }

  /// Registers the counters of the I/O threads.
  public void showThreads(List<RelayCounters> relay, List<OutboundCounters> outbound) {
    meters.readUnderBothNames(MeterName.IN_MESSAGES, sum(relay, RelayCounters::inMessages));
    meters.readUnderBothNames(MeterName.IN_BYTES, sum(relay, RelayCounters::inBytes));
    meters.readUnderBothNames(MeterName.OUT_MESSAGES, sum(relay, RelayCounters::outMessages));
    meters.readUnderBothNames(MeterName.OUT_BYTES, sum(relay, RelayCounters::outBytes));
    meters.read(MeterName.EXCESS_UPDATES, sum(relay, RelayCounters::excessUpdates));
    meters.read(MeterName.DROPPED, sum(outbound, OutboundCounters::droppedFrames));
    meters.read(MeterName.WRITES, sum(outbound, OutboundCounters::writes));
    meters.read(MeterName.PARTIAL_WRITES, sum(outbound, OutboundCounters::partialWrites));
    LongSupplier backlogBytes = sum(outbound, OutboundCounters::backlogBytes);
    LongSupplier backlogged = sum(outbound, OutboundCounters::backloggedConnections);
    meters.gauge(MeterName.BACKLOG, backlogBytes::getAsLong);
    meters.gauge(MeterName.BACKLOGGED, backlogged::getAsLong);
    LongSupplier backlogMemory = sum(outbound, OutboundCounters::backlogMemoryBytes);
    meters.gauge(MeterName.BACKLOG_MEMORY, backlogMemory::getAsLong);
  }

  /// Registers whether the server is ready for new connections.
  public void showReady(BooleanSupplier isReady) {
    meters.gauge(MeterName.READY, () -> isReady.getAsBoolean() ? 1 : 0);
  }

  /// Registers the maximum number of open connections.
  ///
  /// @param connections 0 for no limit
  public void showMaxConnections(int connections) {
    meters.gauge(MeterName.MAX_CONNECTIONS, () -> connections);
  }

  /// Registers the limit of all backlogs' memory.
  public void showBacklogMemoryLimit(long bytes) {
    meters.gauge(MeterName.BACKLOG_MEMORY_LIMIT, () -> bytes);
  }

  /// Registers the pauses of senders by rate limits.
  public void showPauses(List<InboundCounters> inbound) {
    meters.read(MeterName.SENDER_PAUSES, sum(inbound, InboundCounters::pauses));
    LongSupplier paused = sum(inbound, InboundCounters::pausedConnections);
    meters.gauge(MeterName.PAUSED_SENDERS, paused::getAsLong);
  }

  /// Registers the meters of the hand-over between I/O threads.
  public void showHandOver(List<ThreadRooms> rooms) {
    LongSupplier waiting = sum(rooms, ThreadRooms::handOverBytes);
    meters.gauge(MeterName.HAND_OVER_BYTES, waiting::getAsLong);
    meters.read(MeterName.HAND_OVER_DROPPED, sum(rooms, r -> r.counters().handOverDropped()));
  }

  private static <T> LongSupplier sum(List<T> threads, ToLongFunction<T> count) {
    return () -> threads.stream().mapToLong(count).sum();
  }

  /// Registers the meters of verification.
  ///
  /// @param implementation of the curve for signatures
  /// @param knownDelegations the number of cached delegations
  /// @param nodeIsLeftAlone whether the Ethereum node has failed and is not asked for a time
  public void showAuthChains(
      String implementation, LongSupplier knownDelegations, BooleanSupplier nodeIsLeftAlone) {
    meters.gauge(MeterName.CURVE, () -> 1, "implementation", implementation);
    meters.gauge(MeterName.KNOWN_DELEGATIONS, knownDelegations::getAsLong);
    meters.gauge(MeterName.NODE_LEFT_ALONE, () -> nodeIsLeftAlone.getAsBoolean() ? 1 : 0);
  }

  /// Registers the meters of the sources of bans.
  public void showBans(List<BanSource> sources) {
    sources.forEach(source -> BanMeters.show(source, meters));
  }

  /// Registers the number of evicted connections.
  public void showDisplaced(LongSupplier evictions) {
    meters.read(MeterName.DISPLACED, evictions);
  }

  /// Registers the meters of webhooks.
  ///
  /// @param failing the number of receivers whose last request failed
  public void showWebhooks(
      LongSupplier delivered, LongSupplier failures, LongSupplier lost, LongSupplier failing) {
    meters.read(MeterName.WEBHOOK_EVENTS, delivered);
    meters.read(MeterName.WEBHOOK_FAILURES, failures);
    meters.read(MeterName.WEBHOOK_LOST, lost);
    meters.gauge(MeterName.WEBHOOKS_FAILING, failing::getAsLong);
  }

  /// Registers the number of connections closed for lack of a valid PROXY protocol header.
  ///
  /// @param reason a short constant name
  public void showProxyHeadersRefused(String reason, LongSupplier count) {
    meters.read(MeterName.PROXY_HEADERS_REFUSED, count, "reason", reason);
  }

  /// Registers the expiry of the certificate.
  ///
  /// @param expirySeconds since 1970
  public void showCertificate(LongSupplier expirySeconds) {
    meters.gauge(MeterName.CERTIFICATE_EXPIRY, expirySeconds::getAsLong);
  }

  /// The figures of the last hour, as the console draws them. Someone must take the samples.
  public FigureHistory history(
      Supplier<Census> census,
      List<RelayCounters> relay,
      List<OutboundCounters> outbound,
      InstantSource clock) {
    LongSupplier deliveries = sum(relay, RelayCounters::outMessages);
    LongSupplier backlogBytes = sum(outbound, OutboundCounters::backlogBytes);
    return new FigureHistory(
        () -> {
          Census now = census.get();
          return new FigureHistory.Counts(
              now.users(),
              now.rooms().size(),
              deliveries.getAsLong(),
              ProcessMeters.cpuNanos(),
              LagHistogram.of(fanOutLag),
              backlogBytes.getAsLong(),
              sessions.closes());
        },
        clock,
        System.nanoTime());
  }

  // --- Meters that are counted here ---

  /// The meters of sessions and their connections.
  public SessionMeters sessions() {
    return sessions;
  }

  /// The meters of a registration with Archipelago.
  ///
  /// @param isConnected whether there is a connection to Archipelago now
  /// @param seats the number of seats offered
  public ArchipelagoMeters archipelago(BooleanSupplier isConnected, LongSupplier seats) {
    return new ArchipelagoMeters(meters, isConnected, seats);
  }

  /// The meters of a node of a cluster.
  public ClusterMeters cluster(ClusterMeters.Figures figures) {
    return new ClusterMeters(meters, figures);
  }

  @Override
  public void flushed(long lagNanos) {
    fanOutLag.record(lagNanos, TimeUnit.NANOSECONDS);
  }

  /// An HTTP request was answered.
  public void served(String method, String route, int status, long nanos) {
    String known = METHODS.contains(method) ? method : "other";
    String[] tags = {"method", known, "handler", route, "code", Integer.toString(status)};
    meters.counter(MeterName.HTTP_REQUESTS, tags).increment();
    meters.timer(MeterName.HTTP_DURATION, HTTP_BUCKETS, tags).record(nanos, TimeUnit.NANOSECONDS);
  }

  /// A request for an upgrade was rejected.
  ///
  /// @param reason a short constant name
  public void upgradeRejected(String reason) {
    meters.counter(MeterName.UPGRADES_REFUSED, "reason", reason).increment();
  }

  /// A signed login was admitted.
  public void loginAdmitted() {
    countLogin("admitted", "none");
  }

  /// A signed login was rejected.
  ///
  /// @param reason a short constant name
  public void loginRejected(String reason) {
    countLogin("refused", reason);
  }

  private void countLogin(String outcome, String reason) {
    meters.counter(MeterName.SIGNED_LOGINS, "outcome", outcome, "reason", reason).increment();
  }
}
