package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.room.membership.Census;
import wsroom.websocket.FakeIoThreads;

/// Clients join, send, leave, disconnect and take over each other's sessions in random order, on
/// randomly interleaved I/O threads. The packets that each received must be consistent, and the
/// remaining members must all know the same.
///
/// A run is identified by its seed. `-Dpresence.seed=N` repeats one, `-Dpresence.runs=N` adds runs.
class PresenceTest {
  private static final int SEATS = 5;
  private static final int ACTIONS = 120;
  private static final List<String> ROOMS = List.of("plaza", "theatre");
  private static final List<String> NAMES =
      List.of("ann", "ben", "cat", "dan", "eve", "fay", "gus", "hal");

  static Stream<Arguments> runs() {
    Long seed = Long.getLong("presence.seed");
    int runs = Integer.getInteger("presence.runs", 150);
    return Stream.of(1, 2, 4)
        .flatMap(
            threads ->
                (seed == null ? LongStream.range(0, runs) : LongStream.of(seed))
                    .mapToObj(number -> Arguments.of(threads, number)));
  }

  @ParameterizedTest(name = "{0} threads, seed {1}")
  @MethodSource("runs")
  void remainingMembersKnowTheSame(int threadCount, long seed) {
    Random random = new Random(seed);
    RelaySettings settings =
        RelaySettings.builder()
            .seats(SEATS)
            .scope(pick(random, DuplicateScope.values()))
            .policy(pick(random, DuplicatePolicy.values()))
            .pauseAfterWelcome(Duration.ofMillis(random.nextBoolean() ? 50 : 0))
            .build();
    Relay relay = new Relay(settings, FakeIoThreads.interleavedBy(random, threadCount));
    List<SimulatedClient> clients = new ArrayList<>();
    for (int action = 0; action < ACTIONS; action++) {
      act(relay, random, clients, threadCount);
      for (int steps = random.nextInt(30); steps > 0; steps--) {
        relay.threads.step();
      }
      clients.forEach(SimulatedClient::reads);
      if (random.nextInt(8) == 0) {
        relay.passes(Duration.ofMillis(random.nextInt(8)));
      }
    }
    settle(relay, clients);

    clients.forEach(client -> client.assertConsistent(SEATS));
    assertAliasesAreUnique(clients);
    assertRemainingMembersAgree(relay, clients);
    assertUpdatesWereReceived(clients);
    assertEventsAgree(relay, clients);
    assertNothingLeaks(relay, clients);
    assertThat(relay.events.assertConsistent(settings.scope()))
        .as("each join has its leave")
        .isEmpty();
  }

  private static void act(
      Relay relay, Random random, List<SimulatedClient> clients, int threadCount) {
    if (clients.isEmpty() || random.nextInt(3) == 0) {
      clients.add(
          new SimulatedClient(
              relay,
              NAMES.get(random.nextInt(NAMES.size())),
              ROOMS.get(random.nextInt(ROOMS.size())),
              random.nextInt(threadCount)));
      return;
    }
    SimulatedClient client = clients.get(random.nextInt(clients.size()));
    switch (random.nextInt(12)) {
      case 0 -> client.closes();
      case 1 -> client.hangsUp();
      case 2 -> client.isCutOff();
      default -> client.sendsNextNumber(random.nextBoolean());
    }
  }

  /// Completes all handshakes and flushes all batches.
  private static void settle(Relay relay, List<SimulatedClient> clients) {
    for (int round = 0; round < 6; round++) {
      relay.passes(Duration.ofMillis(20));
      clients.forEach(SimulatedClient::reads);
    }
  }

  private static void assertAliasesAreUnique(List<SimulatedClient> clients) {
    List<Integer> aliases =
        clients.stream().map(SimulatedClient::alias).filter(alias -> alias > 0).toList();
    assertThat(aliases).doesNotHaveDuplicates();
  }

  private static void assertRemainingMembersAgree(Relay relay, List<SimulatedClient> clients) {
    for (String room : ROOMS) {
      List<SimulatedClient> left =
          clients.stream().filter(client -> client.isMember(room)).collect(Collectors.toList());
      Set<Integer> aliases = left.stream().map(SimulatedClient::alias).collect(Collectors.toSet());
      for (SimulatedClient client : left) {
        Set<Integer> known = new HashSet<>(client.knownAliases());
        known.add(client.alias());
        assertThat(known).as("the members that %s knows in %s", client, room).isEqualTo(aliases);
      }
      int seats =
          relay.seats().census().rooms().stream()
              .filter(counted -> counted.roomId().equals(room))
              .mapToInt(Census.RoomCount::count)
              .sum();
      assertThat(seats).as("seats taken in %s", room).isEqualTo(left.size());
    }
    List<String> scopes =
        clients.stream()
            .filter(SimulatedClient::isMember)
            .map(
                client ->
                    relay.settings.scope() == DuplicateScope.ROOM
                        ? client.name() + " in " + client.room()
                        : client.name())
            .toList();
    assertThat(scopes).as("one session for each address").doesNotHaveDuplicates();
  }

  /// Each update of a remaining member was received by all others that it knew at the time.
  private static void assertUpdatesWereReceived(List<SimulatedClient> clients) {
    for (SimulatedClient sender : clients) {
      for (SimulatedClient receiver : clients) {
        if (sender.isMember() && receiver.isMember(sender.room()) && receiver != sender) {
          assertThat(receiver.numbersReceivedFrom(sender.alias()))
              .as("the updates that %s received of %s", receiver, sender)
              .containsAll(sender.numbersSentTo(receiver.alias()));
        }
      }
    }
  }

  /// Each join in the log has its leave, except for present members.
  private static void assertEventsAgree(Relay relay, List<SimulatedClient> clients) {
    Set<Integer> present =
        relay.events.assertConsistent(relay.settings.scope()).values().stream()
            .map(JoinedSession::alias)
            .collect(Collectors.toSet());
    Set<Integer> in =
        clients.stream()
            .filter(SimulatedClient::isMember)
            .map(SimulatedClient::alias)
            .collect(Collectors.toSet());
    assertThat(present).isEqualTo(in);
  }

  private static void assertNothingLeaks(Relay relay, List<SimulatedClient> clients) {
    clients.forEach(SimulatedClient::closes);
    settle(relay, clients);
    relay.passes(Duration.ofSeconds(30));

    assertThat(relay.seats().census()).isEqualTo(new Census(0, List.of()));
    assertThat(relay.limiter.connections()).isZero();
    assertThat(relay.limiter.pending()).isZero();
    assertThat(relay.metrics.open()).isZero();
  }

  private static <T> T pick(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
