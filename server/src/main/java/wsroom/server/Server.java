package wsroom.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import wsroom.access.AuthChains;
import wsroom.access.ChallengeSource;
import wsroom.access.LoginVerifier;
import wsroom.admin.AdminContext;
import wsroom.admin.Administration;
import wsroom.admin.ServerControl;
import wsroom.config.BuildInfo;
import wsroom.config.MonitoringConfig;
import wsroom.config.ServerConfig;
import wsroom.http.ClientAddresses;
import wsroom.http.Health;
import wsroom.http.HttpContext;
import wsroom.http.HttpServer;
import wsroom.http.InvalidTlsException;
import wsroom.http.ListenException;
import wsroom.http.Router;
import wsroom.http.Tls;
import wsroom.http.UpgradeChecks;
import wsroom.http.pages.BrowserPages;
import wsroom.limit.ConnectionLimiter;
import wsroom.logging.Logging;
import wsroom.metrics.FigureHistory;
import wsroom.metrics.ServerMetrics;
import wsroom.moderation.Bans;
import wsroom.moderation.InvalidBanFileException;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.RoomAuthority;
import wsroom.session.CloseReason;
import wsroom.session.SessionListeners;
import wsroom.session.SessionSettings;
import wsroom.session.Sessions;
import wsroom.webhooks.Webhooks;
import wsroom.websocket.IoThread;
import wsroom.websocket.undertow.WebSocketUpgrade;
import wsroom.websocket.undertow.XnioThreads;

/// The server: wires its parts, starts and stops them.
///
/// Started once and stopped once; in between it runs on its own threads.
public final class Server implements AutoCloseable, ServerControl, SettingsReload.Target {
  private static final List<String> SUBPROTOCOLS = List.of("rfc5", "rfc4");
  private static final int MAX_VERIFICATIONS_IN_FLIGHT = 512;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final int CERTIFICATE_CHECK_SECONDS = 5;
  private static final Duration CLOSE_POLL = Duration.ofMillis(20);

  private final ServerConfig config;
  private final MonitoringConfig monitoring;
  private final InstantSource clock;
  private final HttpServer http;
  private final ExecutorService verifications = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("scheduler").factory());
  private final RoomAuthority authority;
  private final AuthChains authChains;
  private final Bans bans;
  private final ConnectionLimiter limiter;
  private final ClientAddresses clients;
  private final RoomAccess roomAccess;
  private final UpgradeChecks upgradeChecks;
  private final Administration administration;
  private final Webhooks webhooks;
  private final ArchipelagoLifecycle archipelago;
  private final ClusterLifecycle cluster;
  private final XnioThreads threads;
  private final List<ThreadRooms> rooms;
  private final Sessions sessions;
  private final WebSocketUpgrade upgrade;
  private final ServerMetrics metrics;
  private final Consumer<Error> onError;
  private volatile Optional<Tls> tls = Optional.empty();
  private volatile Optional<InetSocketAddress> internalAddress = Optional.empty();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile Health.Phase phase = Health.Phase.STARTING;

  /// @param onError handles an [Error] on an I/O thread; it should end the process
  public Server(ServerConfig config, Consumer<Error> onError) {
    this(config, onError, InstantSource.system(), Bans.Intervals.DEFAULT);
  }

  /// @param clock for the expiry of access tokens and exclusions
  /// @param banPace how often the sources of bans are read
  public Server(
      ServerConfig config, Consumer<Error> onError, InstantSource clock, Bans.Intervals banPace) {
    this.config = config;
    this.clock = clock;
    this.onError = onError;
    monitoring = BuildInfo.load().labels(config.monitoring());
    metrics =
        new ServerMetrics(
            monitoring.version().orElse(MonitoringConfig.UNKNOWN),
            monitoring.commitHash().orElse(MonitoringConfig.UNKNOWN),
            config.ethereum().network().label());
    http =
        new HttpServer(
            config.dataPath().ioThreads(Runtime.getRuntime().availableProcessors()),
            config.listen().idle(),
            metrics::served);
    http.limitSendBuffers(
        new HttpServer.SendBuffer(
            config.slowReaders().sendBufferBytes(), config.slowReaders().unsentLimitBytes()));
    authChains = AuthChains.of(config.ethereum());
    bans = new Bans(config.bans(), CloseReason.BANNED.text(), banPace);
    threads = new XnioThreads(http.worker(), config.slowReaders().backlogMemoryBytes(), onError);
    List<IoThread> ioThreads = threads.all();
    rooms =
        ThreadRooms.onEach(
            ioThreads,
            config.dataPath().flushWindow().toNanos(),
            Configured.relayLimit(config),
            metrics);
    cluster = new ClusterLifecycle(config, ioThreads, rooms, metrics, onError);
    authority = cluster.authority();
    limiter = Configured.limiter(config.limits());
    clients = new ClientAddresses(config.limits().trustedProxies());
    administration =
        new Administration(
            config.admin(), !config.webhooks().urls().isEmpty(), clock, new SecureRandom());
    webhooks =
        new Webhooks(config.webhooks(), administration.log(), administration.source(), clock);
    roomAccess = new RoomAccess(config, accessParts(), clock);
    upgradeChecks = roomAccess.upgradeChecks();
    archipelago = new ArchipelagoLifecycle(config, archipelagoParts(), clock);
    sessions = new Sessions(services(), ioThreads, rooms);
    upgrade =
        new WebSocketUpgrade(
            threads,
            SUBPROTOCOLS,
            SessionSettings.MAX_HANDSHAKE_MESSAGE_BYTES,
            config.dataPath().backlogLimitBytes(),
            onError);
    registerMeters();
  }

  private void registerMeters() {
    metrics.showRooms(authority.here()::census);
    metrics.showThreads(
        rooms.stream().map(ThreadRooms::counters).toList(), threads.outboundCounters());
    metrics.showPauses(threads.inboundCounters());
    metrics.showHandOver(rooms);
    metrics.showReady(this::isReady);
    metrics.showMaxConnections(config.limits().maxConnections());
    metrics.showBacklogMemoryLimit(config.slowReaders().backlogMemoryBytes());
    metrics.showAuthChains(
        authChains.curveImplementation(),
        authChains::knownDelegations,
        authChains::ethereumNodeIsLeftAlone);
    metrics.showBans(bans.sources());
    metrics.showDisplaced(http::evictions);
    if (!config.webhooks().urls().isEmpty()) {
      metrics.showWebhooks(
          webhooks::delivered, webhooks::failures, webhooks::lost, webhooks::failing);
    }
    if (config.limits().proxyProtocol()) {
      metrics.showProxyHeadersRefused("missing", http::missingProxyHeaders);
      metrics.showProxyHeadersRefused("malformed", http::malformedProxyHeaders);
      metrics.showProxyHeadersRefused("incomplete", http::incompleteProxyHeaders);
    }
  }

  /// Listens, and serves until [#close].
  ///
  /// @return the address of the public port
  public InetSocketAddress start()
      throws ListenException, InvalidTlsException, InvalidBanFileException {
    tls = config.tls().isPresent() ? Optional.of(Tls.load(config.tls().get())) : Optional.empty();
    tls.ifPresent(this::watchCertificate);
    bans.start(new LiveSessions(authority, sessions));
    webhooks.start();
    HttpContext context =
        new HttpContext(
            authority.everywhere()::census,
            this::health,
            metrics::scrape,
            this::enter,
            metrics::served,
            this::writeFurtherStatus,
            InstantSource.system(),
            onError);
    HttpHandler root;
    if (config.internal().isPresent()) {
      // First, so that probes are answered while the public port cannot be listened on yet.
      HttpHandler pages = Router.ofInternalPort(monitoring, context);
      internalAddress =
          Optional.of(http.listenInternally(config.internal().get(), administered(pages)));
      root = withPages(Router.ofPublicPort(monitoring, context, roomAccess.routes()));
    } else {
      root = administered(withPages(new Router(monitoring, context, roomAccess.routes())));
    }
    InetSocketAddress address =
        http.listen(config.listen(), tls, config.limits().proxyProtocol(), root);
    cluster.start();
    phase = Health.Phase.READY;
    verifications.execute(roomAccess::warmUp);
    verifications.execute(authChains::warmUp);
    verifications.execute(bans::warmUp);
    verifications.execute(archipelago::register);
    return address;
  }

  /// Drains all sessions, waits for their close, and drops the remaining connections. Idempotent.
  @Override
  public void close() {
    synchronized (this) {
      if (!closing.compareAndSet(false, true)) {
        return;
      }
      phase = Health.Phase.DRAINING;
    }
    archipelago.openChanged();
    cluster.drain();
    Duration drainTime =
        metrics.sessions().openConnections() == 0 ? Duration.ZERO : config.ending().drain();
    awaitDrainStarted(sessions.drain(CloseReason.SHUTDOWN, drainTime));
    awaitClosed(drainTime.plus(CLOSE_TIMEOUT));
    archipelago.close();
    cluster.close();
    administration.close();
    webhooks.close();
    http.stop();
    verifications.shutdownNow();
    bans.close();
    scheduler.shutdownNow();
  }

  @Override
  public Health.Phase phase() {
    return phase;
  }

  @Override
  public synchronized void drain(boolean keepPeers) {
    phase = Health.Phase.DRAINING;
    archipelago.openChanged();
    if (!keepPeers && !closing.get()) {
      var _ = sessions.drain(CloseReason.SHUTDOWN, config.ending().drain());
    }
  }

  @Override
  public synchronized boolean resume() {
    if (closing.get()) {
      return false;
    }
    sessions.stopDraining();
    phase = Health.Phase.READY;
    archipelago.openChanged();
    return true;
  }

  /// The address of the internal port, once started, if there is such a port.
  public Optional<InetSocketAddress> internalAddress() {
    return internalAddress;
  }

  private HttpHandler administered(HttpHandler next) {
    return administration.before(next, adminContext(), config.dataPath().backlogLimitBytes());
  }

  private HttpHandler withPages(Router router) {
    return config.pages().areOn()
        ? new BrowserPages(router, Configured.pages(config), metrics::served, onError)
        : router;
  }

  @Override
  public Set<String> apply(ServerConfig changed) throws InvalidTlsException {
    Set<String> notApplied = new HashSet<>();
    // Steps that can fail come first.
    if (tls.isPresent() && changed.tls().isPresent()) {
      tls.get().reload(changed.tls().get());
    } else if (tls.isPresent() || changed.tls().isPresent()) {
      notApplied.addAll(List.of("TLS_CERTIFICATE", "TLS_PRIVATE_KEY"));
    }
    if (!administration.replaceTokens(changed.admin())) {
      notApplied.addAll(List.of("ADMIN_TOKEN", "ADMIN_SCOPED_TOKENS", "ADMIN_JWT_SECRET"));
    }
    roomAccess.allowOrigins(changed.limits().allowedOrigins());
    Logging.setLevel(changed.log().level());
    bans.refresh();
    return notApplied;
  }

  /// Reloads changed certificate files within seconds.
  private void watchCertificate(Tls tls) {
    metrics.showCertificate(tls::expirySeconds);
    var _ =
        scheduler.scheduleWithFixedDelay(
            tls::reloadIfChanged,
            CERTIFICATE_CHECK_SECONDS,
            CERTIFICATE_CHECK_SECONDS,
            TimeUnit.SECONDS);
  }

  /// Requests accepted before are served by then, so that no upgrade is missed.
  private static void awaitDrainStarted(List<CompletableFuture<Integer>> threads) {
    CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void awaitClosed(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    try {
      while (upgrade.pendingUpgrades() + metrics.sessions().openConnections() > 0
          && System.nanoTime() - deadline < 0) {
        Thread.sleep(CLOSE_POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void enter(HttpServerExchange exchange, String roomId) {
    InetAddress client = clients.of(exchange);
    upgradeChecks
        .admit(exchange, roomId, client, phase == Health.Phase.READY)
        .ifPresent(
            permit ->
                upgrade.accept(exchange, client, connection -> sessions.open(connection, permit)));
  }

  private Sessions.Services services() {
    return new Sessions.Services(
        Configured.sessions(config),
        ChallengeSource.secure(),
        new LoginVerifier(authChains::verify, bans, verifications, MAX_VERIFICATIONS_IN_FLIGHT),
        authority,
        limiter,
        new SessionListeners(metrics.sessions(), administration.sessionListener()),
        administration.moderation());
  }

  private Optional<String> banReason(String address, String roomId) {
    return administration
        .moderation()
        .blockReason(address, roomId)
        .or(() -> bans.check(address).reason());
  }

  private boolean isReady() {
    return phase == Health.Phase.READY && cluster.isReady();
  }

  private Health health() {
    Health.Phase now = phase;
    return new Health(
        now == Health.Phase.READY && !cluster.isReady() ? Health.Phase.DISCONNECTED : now,
        cluster.notes(bans.statusLines()));
  }

  private void writeFurtherStatus(JsonGenerator json) {
    archipelago.writeStatus(json);
    cluster.writeStatus(json);
  }

  private RoomAccess.Parts accessParts() {
    return new RoomAccess.Parts(
        authChains,
        authority,
        limiter,
        clients,
        metrics,
        verifications,
        this::isReady,
        this::banReason,
        administration.moderation(),
        administration.rejections());
  }

  private ArchipelagoLifecycle.Parts archipelagoParts() {
    return new ArchipelagoLifecycle.Parts(
        this::isReady,
        authority,
        limiter,
        administration.moderation().rooms(),
        roomAccess.uris(),
        metrics,
        onError);
  }

  private AdminContext adminContext() {
    // The proxies in front are those of the public port.
    ClientAddresses operators =
        config.internal().isPresent() ? ClientAddresses.OF_SOCKETS : clients;
    return new AdminContext(
        sessions,
        authority.everywhere()::census,
        this,
        threads,
        operators::of,
        metrics::served,
        keepHistory(),
        clock,
        onError);
  }

  /// Takes samples for the operators' console, if there is an operators' API.
  private Supplier<List<FigureHistory.Sample>> keepHistory() {
    if (!administration.isOn()) {
      return List::of;
    }
    FigureHistory history =
        metrics.history(
            authority.here()::census,
            rooms.stream().map(ThreadRooms::counters).toList(),
            threads.outboundCounters(),
            clock);
    long seconds = FigureHistory.INTERVAL.toSeconds();
    var _ = scheduler.scheduleAtFixedRate(history::sample, seconds, seconds, TimeUnit.SECONDS);
    return history::samples;
  }
}
