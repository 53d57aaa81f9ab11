package wsroom.admin;

import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wsroom.config.AdminConfig;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;
import wsroom.events.RejectionReporter;
import wsroom.packet.AnnouncerPackets;
import wsroom.session.Moderation;
import wsroom.session.SessionListener;

/// Wires the operators' API and the event feed.
///
/// Without a token there is neither: no listener observes the sessions, and all requests are passed
/// on.
public final class Administration {
  private static final int MAX_CONSUMERS = 32;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final AdminConfig config;
  private @Nullable OperatorAuthenticator authenticator;
  private final EventLog log;
  private final EventFeed feed;
  private final Moderation moderation;
  private final RejectionReporter rejections;

  /// @param keepsEvents whether events are kept even without operators
  /// @param random names this process in the events
  public Administration(
      AdminConfig config, boolean keepsEvents, InstantSource clock, RandomGenerator random) {
    this.config = config;
    boolean isOn = config.isOn() || keepsEvents;
    byte[] name = new byte[6];
    random.nextBytes(name);
    log = new EventLog(clock, isOn ? config.eventsKept() : 1);
    feed = new EventFeed(log, "ws-room-" + HexFormat.of().formatHex(name), MAX_CONSUMERS);
    moderation = new Moderation(clock);
    rejections =
        isOn ? new RejectionReporter(log, Administration::runLater) : RejectionReporter.UNHEARD;
  }

  /// Records the events of sessions, if there is a token.
  public SessionListener sessionListener() {
    return config.tokens().isEmpty() ? SessionListener.NONE : log;
  }

  /// The operators' blocks.
  public Moderation moderation() {
    return moderation;
  }

  /// The events of this server.
  public EventLog log() {
    return log;
  }

  /// The name of this process in the events.
  public String source() {
    return feed.source();
  }

  /// Reports rejected requests as events.
  public RejectionReporter rejections() {
    return rejections;
  }

  /// Puts the operators' API before a handler, if there is a token.
  ///
  /// @param next handles all other requests
  /// @param backlogLimitBytes the maximum backlog of an event consumer
  public HttpHandler before(HttpHandler next, AdminContext ports, int backlogLimitBytes) {
    if (!config.isOn()) {
      return next;
    }
    authenticator =
        new OperatorAuthenticator(config, ports.clients(), ports.clock(), System::nanoTime);
    return new AdminApi(
        next,
        authenticator,
        operations(ports),
        new EventUpgradeHandler(log, feed, ports.threads(), backlogLimitBytes, ports.onError()),
        ports.requests(),
        ports.onError());
  }

  /// Accepts only these tokens from now on. Event consumers that are connected stay connected.
  ///
  /// @return whether that was possible: without a token at the start there is no API
  public boolean replaceTokens(AdminConfig changed) {
    if (authenticator == null) {
      return !changed.isOn();
    }
    authenticator.replaceTokens(changed);
    return true;
  }

  /// Sends the remaining events to all consumers, and closes their connections.
  public void close() {
    try {
      feed.close(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void runLater(Duration after, Runnable action) {
    CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS).execute(action);
  }

  /// Whether there is an operators' API.
  public boolean isOn() {
    return config.isOn();
  }

  List<Operation> operations(AdminContext ports) {
    OperatorService operators =
        new OperatorService(
            ports.sessions(),
            moderation,
            ports.census(),
            new AnnouncerPackets(config.announcerName()),
            ports.clock());
    return Stream.of(
            new RoomOperations(operators).all(),
            new SayOperations(operators, new SayLimit(System::nanoTime)).all(),
            new ServerOperations(ports.server(), log, feed).all(),
            new HistoryOperations(ports.history()).all(),
            new EventOperations(log, feed).all(),
            new TokenOperations().all())
        .flatMap(List::stream)
        .toList();
  }
}
