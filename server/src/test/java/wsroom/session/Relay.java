package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import wsroom.access.BanCheck;
import wsroom.access.LoginVerifier;
import wsroom.access.Verification;
import wsroom.limit.ConnectionLimiter;
import wsroom.room.RelayLimit;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.AliasSource;
import wsroom.room.membership.PeerDirectory;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThreads;

/// A whole relay on fake threads, a fake clock and fake sockets; all between them is the real
/// thing. Only signatures are words here: who "signs" says whose chain it is.
final class Relay {
  static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);
  static final Duration BACKLOG_TIMEOUT = Duration.ofSeconds(10);

  static final int LEAST_PACE = 1024;

  /// More than the wheel of deadlines may be late.
  static final Duration A_TICK = Duration.ofMillis(150);

  final FakeIoThreads threads;
  final RelaySettings rules;
  final RecordedMetrics told = new RecordedMetrics();
  final PeerDirectory directory;
  final ConnectionLimiter limiter;
  final RecordedEvents diary = new RecordedEvents(this::now, this::seatsTaken);
  final Moderation moderation;
  final List<ThreadRooms> rooms;
  private final Sessions sessions;
  private final ArrayDeque<Runnable> heldVerifications = new ArrayDeque<>();
  private boolean holdsVerifications;

  Relay(RelaySettings rules, FakeIoThreads threads) {
    this(rules, threads, new AliasSource(), RelayLimit.NONE);
  }

  Relay(RelaySettings rules, FakeIoThreads threads, AliasSource aliases) {
    this(rules, threads, aliases, RelayLimit.NONE);
  }

  /// @param limit of what a room relays
  Relay(RelaySettings rules, FakeIoThreads threads, RelayLimit limit) {
    this(rules, threads, new AliasSource(), limit);
  }

  private Relay(RelaySettings rules, FakeIoThreads threads, AliasSource aliases, RelayLimit limit) {
    this.threads = threads;
    this.rules = rules;
    this.directory = new PeerDirectory(rules.seats(), rules.policy(), rules.scope());
    this.rooms =
        ThreadRooms.onEach(threads.all(), rules.flushWindow().toNanos(), limit, lagNanos -> {});
    this.limiter = new ConnectionLimiter(rules.limiter());
    this.moderation = Moderation.with(diary, this::now);
    AtomicInteger challenges = new AtomicInteger();
    this.sessions =
        new Sessions(
            new Sessions.Services(
                rules.settings(),
                () -> "dcl-" + challenges.incrementAndGet(),
                new LoginVerifier(
                    this::verify, BanCheck.NOBODY, this::runElsewhere, rules.verificationsAtOnce()),
                directory,
                aliases,
                limiter,
                told,
                moderation),
            threads.all(),
            rooms);
  }

  /// On one I/O thread, with the usual rules.
  static Relay usual() {
    return with(RelaySettings.usual());
  }

  static Relay with(RelaySettings rules) {
    return new Relay(rules, FakeIoThreads.inOrder(1));
  }

  /// A new connection to the room `plaza`, on the first thread.
  Client client(String name) {
    return client(name, "plaza", 0);
  }

  Client client(String name, String room, int thread) {
    return new Client(this, name, thread, acceptorSettings(), room);
  }

  Sessions sessions() {
    return sessions;
  }

  int seatsTaken() {
    return directory.users();
  }

  /// The time of day, which goes with the threads' clock.
  Instant now() {
    return Instant.EPOCH.plusNanos(threads.get(0).nanoTime());
  }

  void settles() {
    threads.runAll();
  }

  void passes(Duration time) {
    threads.passes(time);
  }

  /// From now on no verification comes to its end.
  void holdsVerifications() {
    holdsVerifications = true;
  }

  void finishesVerifications() {
    holdsVerifications = false;
    heldVerifications.forEach(threads.offloaded()::execute);
    heldVerifications.clear();
  }

  /// What a client of the fake scheme sends as its auth chain.
  static String signature(String owner, String challenge) {
    return owner + " signs " + challenge;
  }

  private FakeClient.Settings acceptorSettings() {
    return new FakeClient.Settings(
        SessionSettings.MAX_HANDSHAKE_MESSAGE_BYTES, rules.backlogLimitBytes());
  }

  private void runElsewhere(Runnable verification) {
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
      case "nobody" -> new Verification.Refused("wrong_signer");
      case "expired" -> new Verification.Expired();
      case "later" -> new Verification.Unavailable("node_unavailable");
      case "banned" -> new Verification.Banned(words[0], "this address is banned");
      default ->
          words.length == 2 && words[1].equals(challenge)
              ? new Verification.Proven(words[0])
              : new Verification.Refused("wrong_text");
    };
  }
}
