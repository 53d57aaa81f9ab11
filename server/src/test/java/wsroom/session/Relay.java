package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import wsroom.auth.BanCheck;
import wsroom.auth.Login;
import wsroom.auth.LoginVerifier;
import wsroom.room.AliasSource;
import wsroom.room.PeerDirectory;
import wsroom.room.RelayLimit;
import wsroom.room.Rooms;
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
  final Rules rules;
  final Told told = new Told();
  final PeerDirectory directory;
  final Gate gate;
  final Diary diary = new Diary(this::now, this::seatsTaken);
  final Oversight oversight;
  final List<Rooms> rooms;
  private final Sessions sessions;
  private final ArrayDeque<Runnable> heldVerifications = new ArrayDeque<>();
  private boolean holdsVerifications;

  Relay(Rules rules, FakeIoThreads threads) {
    this(rules, threads, new AliasSource(), RelayLimit.NONE);
  }

  Relay(Rules rules, FakeIoThreads threads, AliasSource aliases) {
    this(rules, threads, aliases, RelayLimit.NONE);
  }

  /// @param limit of what a room relays
  Relay(Rules rules, FakeIoThreads threads, RelayLimit limit) {
    this(rules, threads, new AliasSource(), limit);
  }

  private Relay(Rules rules, FakeIoThreads threads, AliasSource aliases, RelayLimit limit) {
    this.threads = threads;
    this.rules = rules;
    this.directory = new PeerDirectory(rules.seats(), rules.policy(), rules.scope());
    this.rooms = Rooms.onEach(threads.all(), rules.flushWindow().toNanos(), limit, lagNanos -> {});
    this.gate = new Gate(rules.gate());
    this.oversight = Oversight.with(diary, this::now);
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
                gate,
                told,
                oversight),
            threads.all(),
            rooms);
  }

  /// On one I/O thread, with the usual rules.
  static Relay usual() {
    return with(Rules.usual());
  }

  static Relay with(Rules rules) {
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
    threads.settle();
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
    heldVerifications.forEach(threads.elsewhere()::execute);
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
      threads.elsewhere().execute(verification);
    }
  }

  private Login verify(String authChainJson, String challenge) {
    assertThat(threads.all())
        .as("verified on an I/O thread")
        .noneMatch(thread -> thread.isCurrent());
    String[] words = authChainJson.split(" signs ", -1);
    return switch (words[0]) {
      case "nobody" -> new Login.Refused("wrong_signer");
      case "expired" -> new Login.Expired();
      case "later" -> new Login.Unavailable("node_unavailable");
      case "banned" -> new Login.Banned(words[0], "this address is banned");
      default ->
          words.length == 2 && words[1].equals(challenge)
              ? new Login.Proven(words[0])
              : new Login.Refused("wrong_text");
    };
  }
}
