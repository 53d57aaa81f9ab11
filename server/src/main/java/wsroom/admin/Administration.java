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
import wsroom.session.SessionEvents;
import wsroom.session.Sessions;

/// The operators' API and the events, put together from their parts.
///
/// Without a token there is neither: then nobody listens to the sessions, and all requests are
/// passed on.
public final class Administration {
  private static final int MAX_CONSUMERS = 32;
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final AdminConfig config;
  private @Nullable OperatorAuthenticator check;
  private final EventLog log;
  private final EventFeed feed;
  private final Moderation moderation;
  private final RejectionReporter refusals;

  /// @param random names this process in the events
  public Administration(AdminConfig config, InstantSource clock, RandomGenerator random) {
    this.config = config;
    boolean isOn = !config.tokens().isEmpty();
    byte[] name = new byte[6];
    random.nextBytes(name);
    log = new EventLog(clock, isOn ? config.eventsKept() : 1);
    feed = new EventFeed(log, "ws-room-" + HexFormat.of().formatHex(name), MAX_CONSUMERS);
    moderation = Moderation.with(isOn ? log : SessionEvents.NONE, clock);
    refusals = isOn ? new RejectionReporter(log, Administration::later) : RejectionReporter.UNHEARD;
  }

  /// What the sessions tell, and whom they ask for.
  public Moderation moderation() {
    return moderation;
  }

  /// Is told which requests were refused.
  public RejectionReporter refusals() {
    return refusals;
  }

  /// Takes the operators' requests, if there are any operators.
  ///
  /// @param next takes all others
  /// @param backlogLimitBytes what may wait for a consumer of the events
  public HttpHandler before(HttpHandler next, AdminContext ports, int backlogLimitBytes) {
    if (config.tokens().isEmpty()) {
      return next;
    }
    check = new OperatorAuthenticator(config.tokens(), ports.clients(), System::nanoTime);
    return new AdminApi(
        next,
        check,
        operations(ports.sessions(), ports.census(), ports.server(), ports.clock()),
        new EventUpgradeHandler(log, feed, ports.threads(), backlogLimitBytes, ports.onError()),
        ports.requests(),
        ports.onError());
  }

  /// Has only these tokens let in from now on. Whoever hears the events already goes on.
  ///
  /// @return whether that is done: where there was no token at the start, there is no API
  public boolean replaceTokens(List<AdminConfig.Token> tokens) {
    if (check == null) {
      return tokens.isEmpty();
    }
    check.replaceTokens(tokens);
    return true;
  }

  /// Tells the consumers of the events what there is, and then to go.
  public void close() {
    try {
      feed.close(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void later(Duration after, Runnable action) {
    CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS).execute(action);
  }

  List<Operation> operations(
      Sessions sessions, Supplier<Census> census, ServerControl server, InstantSource clock) {
    OperatorService desk = new OperatorService(sessions, moderation, census, clock);
    return Stream.of(
            new RoomOperations(desk).all(),
            new ServerOperations(server, log, feed).all(),
            new EventOperations(log, feed).all())
        .flatMap(List::stream)
        .toList();
  }
}
