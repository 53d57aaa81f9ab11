package wsroom.admin;

import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wsroom.config.AdminConfig;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;
import wsroom.events.RejectionReporter;
import wsroom.room.membership.Census;
import wsroom.session.Moderation;
import wsroom.session.SessionListener;
import wsroom.session.Sessions;

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

  /// @param random names this process in the events
  public Administration(AdminConfig config, InstantSource clock, RandomGenerator random) {
    this.config = config;
    boolean isOn = !config.tokens().isEmpty();
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

  /// Reports rejected requests as events.
  public RejectionReporter rejections() {
    return rejections;
  }

  /// Puts the operators' API before a handler, if there is a token.
  ///
  /// @param next handles all other requests
  /// @param backlogLimitBytes the maximum backlog of an event consumer
  public HttpHandler before(HttpHandler next, AdminContext ports, int backlogLimitBytes) {
    if (config.tokens().isEmpty()) {
      return next;
    }
    authenticator = new OperatorAuthenticator(config.tokens(), ports.clients(), System::nanoTime);
    return new AdminApi(
        next,
        authenticator,
        operations(ports.sessions(), ports.census(), ports.server(), ports.clock()),
        new EventUpgradeHandler(log, feed, ports.threads(), backlogLimitBytes, ports.onError()),
        ports.requests(),
        ports.onError());
  }

  /// Accepts only these tokens from now on. Event consumers that are connected stay connected.
  ///
  /// @return whether that was possible: without a token at the start there is no API
  public boolean replaceTokens(List<AdminConfig.Token> tokens) {
    if (authenticator == null) {
      return tokens.isEmpty();
    }
    authenticator.replaceTokens(tokens);
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

  List<Operation> operations(
      Sessions sessions, Supplier<Census> census, ServerControl server, InstantSource clock) {
    OperatorService operators = new OperatorService(sessions, moderation, census, clock);
    return Stream.of(
            new RoomOperations(operators).all(),
            new ServerOperations(server, log, feed).all(),
            new EventOperations(log, feed).all())
        .flatMap(List::stream)
        .toList();
  }
}
