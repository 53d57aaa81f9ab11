package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import wsroom.access.BanCheck;
import wsroom.access.LoginVerifier;
import wsroom.access.Verification;
import wsroom.limit.ConnectionLimiter;
import wsroom.room.RelayLimit;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.AliasSource;
import wsroom.room.membership.LocalRoomAuthority;
import wsroom.room.membership.RoomAuthority;
import wsroom.room.membership.RoomCensus;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThreads;

/// A whole relay on fake threads, a fake clock and fake sockets; everything between them is the
/// production code. Only auth chains are fake: a text that names their owner and the challenge.
final class Relay {
  static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);
  static final Duration BACKLOG_TIMEOUT = Duration.ofSeconds(10);

  static final int LEAST_PACE = 1024;

  /// Longer than the lateness of the deadline wheel.
  static final Duration TICK = Duration.ofMillis(150);

  final FakeIoThreads threads;
  final RelaySettings settings;
  final RecordedMetrics metrics = new RecordedMetrics();
  final RoomAuthority authority;
  final ConnectionLimiter limiter;
  final RecordedEvents events = new RecordedEvents(this::now, this::seatsTaken);
  final Moderation moderation;
  final List<ThreadRooms> rooms;
  private final Sessions sessions;
  private final ArrayDeque<Runnable> heldVerifications = new ArrayDeque<>();
  private boolean holdsVerifications;

  Relay(RelaySettings settings, FakeIoThreads threads) {
    this(settings, threads, new AliasSource(), RelayLimit.NONE);
  }

  Relay(RelaySettings settings, FakeIoThreads threads, AliasSource aliases) {
    this(settings, threads, aliases, RelayLimit.NONE);
  }

  /// @param limit of the rate that a room relays
  Relay(RelaySettings settings, FakeIoThreads threads, RelayLimit limit) {
    this(settings, threads, new AliasSource(), limit);
  }

  private Relay(
      RelaySettings settings, FakeIoThreads threads, AliasSource aliases, RelayLimit limit) {
    this(
        settings,
        threads,
        limit,
        rooms ->
            new LocalRoomAuthority(settings.seats(), settings.policy(), settings.scope(), aliases));
  }

  /// @param authorities makes the authority for the rooms of all threads
  Relay(
      RelaySettings settings,
      FakeIoThreads threads,
      Function<List<ThreadRooms>, RoomAuthority> authorities) {
    this(settings, threads, RelayLimit.NONE, authorities);
  }

  private Relay(
      RelaySettings settings,
      FakeIoThreads threads,
      RelayLimit limit,
      Function<List<ThreadRooms>, RoomAuthority> authorities) {
    this.threads = threads;
    this.settings = settings;
    this.rooms =
        ThreadRooms.onEach(threads.all(), settings.flushWindow().toNanos(), limit, lagNanos -> {});
    this.authority = authorities.apply(rooms);
    this.limiter = new ConnectionLimiter(settings.limiter());
    this.moderation = new Moderation(this::now);
    AtomicInteger challenges = new AtomicInteger();
    this.sessions =
        new Sessions(
            new Sessions.Services(
                settings.sessionSettings(),
                () -> "dcl-" + challenges.incrementAndGet(),
                new LoginVerifier(
                    this::verify,
                    BanCheck.NONE,
                    this::runOffIoThreads,
                    settings.verificationsAtOnce()),
                authority,
                limiter,
                new SessionListeners(metrics, events),
                moderation),
            threads.all(),
            rooms);
  }

  /// On one I/O thread, with the default settings.
  static Relay withDefaults() {
    return with(RelaySettings.defaults());
  }

  static Relay with(RelaySettings settings) {
    return new Relay(settings, FakeIoThreads.inOrder(1));
  }

  /// A new connection to the room `plaza`, on the first thread.
  Client client(String name) {
    return client(name, "plaza", 0);
  }

  Client client(String name, String room, int thread) {
    return new Client(this, name, thread, clientSettings(), room);
  }

  Sessions sessions() {
    return sessions;
  }

  /// The seats that sessions of this relay have.
  RoomCensus seats() {
    return authority.here();
  }

  int seatsTaken() {
    return seats().users();
  }

  /// Whether an address has a session within the scope.
  boolean isConnected(String roomId, String address) {
    return authority.preview(roomId, address).join().alreadyConnected();
  }

  /// The time of day, by the threads' clock.
  Instant now() {
    return Instant.EPOCH.plusNanos(threads.get(0).nanoTime());
  }

  void settles() {
    threads.runAll();
  }

  void passes(Duration time) {
    threads.passes(time);
  }

  /// From now on verifications stay pending.
  void holdsVerifications() {
    holdsVerifications = true;
  }

  void finishesVerifications() {
    holdsVerifications = false;
    heldVerifications.forEach(threads.offloaded()::execute);
    heldVerifications.clear();
  }

  /// The auth chain of the fake scheme.
  static String signature(String owner, String challenge) {
    return owner + " signs " + challenge;
  }

  private FakeClient.Settings clientSettings() {
    return new FakeClient.Settings(
        SessionSettings.MAX_HANDSHAKE_MESSAGE_BYTES, settings.backlogLimitBytes());
  }

  private void runOffIoThreads(Runnable verification) {
    if (holdsVerifications) {
      heldVerifications.add(verification);
    } else {
      threads.offloaded().execute(verification);
    }
  }

  private Verification verify(String authChainJson, String challenge) {
    assertThat(threads.all())
        .as("verified on an I/O thread")
        .noneMatch(thread -> thread.isCurrent());
    String[] words = authChainJson.split(" signs ", -1);
    return switch (words[0]) {
      case "nobody" -> new Verification.Rejected("wrong_signer");
      case "expired" -> new Verification.Expired();
      case "later" -> new Verification.Unavailable("node_unavailable");
      case "banned" -> new Verification.Banned(words[0], "this address is banned");
      default ->
          words.length == 2 && words[1].equals(challenge)
              ? new Verification.Authentic(words[0])
              : new Verification.Rejected("wrong_text");
    };
  }
}
