package wsroom.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import wsroom.server.RunningServer;
import wsroom.websocket.RawUpgrade;

/// During any flood, members of rooms still receive all updates of each other, attackers are
/// limited as configured, and afterwards the server keeps nothing of theirs.
///
/// Meanwhile two thousand sockets are silent, and some send their request one byte at a time.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FloodTest {
  private static final int IDLE_SOCKETS = 2_000;
  private static final int SLOW_SOCKETS = 100;
  private static final int ATTACKERS = 6;
  private static final int ROUNDS = 60;

  /// The server gives a head five seconds and an idle socket fifteen.
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(15);

  private static final byte[] SLOW_REQUEST =
      RawUpgrade.request("plaza", "X-Long: " + "x".repeat(4_000) + "\r\n");

  private static RunningServer server;
  private static Members members;
  private static final List<Socket> IDLE = new ArrayList<>();
  private static final List<Socket> SLOW = new ArrayList<>();
  private static long idleSince;
  private static int slowBytes;

  @BeforeAll
  static void aServerWithMembersAmongThoseWhoWasteItsTime() throws Exception {
    server =
        new RunningServer(
            Map.of(
                "TRUSTED_PROXIES", "1",
                "HANDSHAKE_TIMEOUT", "1000",
                "MAX_PENDING_HANDSHAKES", "64",
                "MAX_PENDING_HANDSHAKES_PER_ADDRESS", "24"));
    members = Members.enter(server, 5);
    for (int i = 0; i < IDLE_SOCKETS; i++) {
      IDLE.add(connect());
    }
    for (int i = 0; i < SLOW_SOCKETS; i++) {
      SLOW.add(connect());
    }
    idleSince = System.nanoTime();
  }

  @AfterAll
  static void close() throws IOException {
    for (Socket socket : IDLE) {
      socket.close();
    }
    for (Socket socket : SLOW) {
      socket.close();
    }
    server.close();
  }

  @Test
  @Order(1)
  void floodOfUpgradesIsRejectedWithRetryAfter() throws Exception {
    assertThat(outcomesOf(Attack.UPGRADES, "429", "503").keySet())
        .contains("101")
        .isSubsetOf("101", "429", "503")
        .containsAnyOf("429", "503");
    assertThat(
            refused("too_many_from_address")
                + refused("joins_too_fast")
                + refused("too_many_handshakes"))
        .isPositive();
  }

  @Test
  @Order(2)
  void floodOfClosesIsAnsweredAndLeavesNothing() throws Exception {
    assertThat(outcomesOf(Attack.CLOSES, "closed 1000").keySet())
        .contains("closed 1000")
        .isSubsetOf("closed 1000", "lost", "429", "503");
  }

  @Test
  @Order(3)
  void floodOfPingsIsClosedWith1008() throws Exception {
    assertThat(outcomesOf(Attack.PINGS, "closed 1008")).containsKey("closed 1008");
    assertThat(ended("too_many_frames")).isPositive();
  }

  @Test
  @Order(4)
  void floodOfTinyFragmentsIsClosedWith1008() throws Exception {
    double before = ended("too_many_frames");
    assertThat(outcomesOf(Attack.FRAGMENTS, "closed 1008")).containsKey("closed 1008");
    assertThat(ended("too_many_frames")).isGreaterThan(before);
  }

  @Test
  @Order(5)
  void floodOfReliableUpdatesPausesTheSender() throws Exception {
    assertThat(outcomesOf(Attack.UPDATES, "closed 1000")).containsKey("closed 1000");
    assertThat(server.metric("ws_room_sender_pauses_total")).isPositive();
    assertThat(ended("backlog_overflow") + ended("no_progress")).isZero();
  }

  @Test
  @Order(6)
  void hugeHeadsAreRejected() throws Exception {
    assertThat(outcomesOf(Attack.HEADERS)).doesNotContainKeys("101", "200");
    assertThat(outcomesOf(Attack.MANY_HEADERS)).doesNotContainKeys("101", "200");
    assertThat(outcomesOf(Attack.NOISE)).doesNotContainKeys("101", "200");
  }

  @Test
  @Order(6)
  void floodOfSilentConnectionsIsAccepted() throws Exception {
    assertThat(outcomesOf(Attack.IDLE_SOCKETS)).containsKey("open");
    assertThat(outcomesOf(Attack.HALF_HEADS)).containsKey("open");
  }

  @Test
  @Order(7)
  void slowHandshakeIsCutOffInTime() throws Exception {
    List<Wire> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      slow.add(Wire.open(server.address(), RawUpgrade.request("plaza")));
    }
    byte[] message = new byte[10_000];
    List<String> ends = new ArrayList<>();
    // A frame of 10,000 bytes, of which one byte is sent after each round of the members.
    for (Wire wire : slow) {
      wire.write(new byte[] {(byte) 0x82, (byte) 0xFE, 0x27, 0x10, 0, 0, 0, 0});
    }
    while (server.metric("ws_room_closes_total{reason=\"handshake_timeout\"}") < slow.size()) {
      for (Wire wire : slow) {
        writesIfItCan(wire.socket(), message[0]);
      }
      members.hearEachOther(1);
    }
    for (Wire wire : slow) {
      ends.add(wire.awaitsEnd());
      wire.resets();
    }
    assertThat(ends).allMatch(end -> end.equals("closed 1008") || end.equals("lost"));
  }

  @Test
  @Order(8)
  void silentOrSlowConnectionIsClosedInTime() throws Exception {
    List<String> left =
        members.awaits(
            () -> {
              IDLE.removeIf(FloodTest::isEnded);
              SLOW.removeIf(FloodTest::isEnded);
              for (Socket socket : SLOW) {
                writesIfItCan(socket, SLOW_REQUEST[Math.min(slowBytes, SLOW_REQUEST.length - 3)]);
              }
              slowBytes++;
              return IDLE.isEmpty() && SLOW.isEmpty()
                  ? List.of()
                  : List.of(IDLE.size() + " idle and " + SLOW.size() + " slow sockets");
            },
            IDLE_TIMEOUT.multipliedBy(2));

    assertThat(left).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - idleSince)).isGreaterThan(HEAD_TIMEOUT);
    members.hearEachOther(10);
  }

  @Test
  @Order(9)
  void attackersLeaveNothingBehind() throws Exception {
    assertThat(
            members.awaits(
                () -> {
                  double open = metric("ws_room_open_connections");
                  double peers = metric("dcl_ws_rooms_connections");
                  return open == 5 && peers == 5
                      ? List.of()
                      : List.of(open + " connections, " + peers + " peers");
                },
                RecordedRun.PATIENCE))
        .isEmpty();
    members.hearEachOther(10);
    assertThat(members.violations()).isEmpty();
    assertThat(server.errors()).isEmpty();
    assertThat(ended("internal_error")).isZero();
  }

  /// Runs attackers until the members have completed many rounds and one attacker has reached an
  /// expected outcome, however slow the machine.
  ///
  /// @param enough the expected outcomes; if empty, any outcome
  private static Map<String, LongAdder> outcomesOf(Attack attack, String... enough)
      throws Exception {
    Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    AtomicBoolean over = new AtomicBoolean();
    // Platform threads: a loop of connects never yields, and would starve the members.
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < ATTACKERS; i++) {
        int number = i;
        threads.execute(() -> Attack.goesOn(attack, server.address(), number, over, outcomes));
      }
      try {
        members.hearEachOther(ROUNDS);
        List<String> missing =
            members.awaits(
                () ->
                    outcomes.keySet().stream()
                            .anyMatch(
                                outcome -> enough.length == 0 || Set.of(enough).contains(outcome))
                        ? List.of()
                        : List.of("so far " + outcomes),
                RecordedRun.PATIENCE);
        assertThat(missing).isEmpty();
      } finally {
        over.set(true);
      }
    }
    System.out.println("flood of " + attack + ": " + outcomes);
    return outcomes;
  }

  private static double refused(String reason) throws IOException {
    return server.metric("ws_room_upgrades_refused_total{reason=\"" + reason + "\"}");
  }

  private static double ended(String reason) throws IOException {
    return server.metric("ws_room_closes_total{reason=\"" + reason + "\"}");
  }

  private static double metric(String name) {
    try {
      return server.metric(name);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(1);
    return socket;
  }

  private static void writesIfItCan(Socket socket, int value) {
    try {
      socket.getOutputStream().write(value);
    } catch (IOException e) {
      // Cut off, as expected.
    }
  }

  /// Whether the server has closed a socket without sending anything.
  private static boolean isEnded(Socket socket) {
    try {
      byte[] answer = new byte[256];
      int length = socket.getInputStream().read(answer);
      assertThat(new String(answer, 0, Math.max(0, length), ISO_8859_1))
          .satisfiesAnyOf(
              text -> assertThat(text).isEmpty(),
              text -> assertThat(text).startsWith("HTTP/1.1 4"));
      return length < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
