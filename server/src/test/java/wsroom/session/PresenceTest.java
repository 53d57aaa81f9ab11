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
import wsroom.room.membership.Census;
import wsroom.room.membership.PeerDirectory.DuplicatePolicy;
import wsroom.room.membership.PeerDirectory.DuplicateScope;
import wsroom.websocket.FakeIoThreads;

/// Clients come, speak, go, break off and take over each other's sessions in random order, on I/O
/// threads that chance interleaves. Whatever happens, what each was told must make sense in itself,
/// and those who are left must all know the same.
///
/// A run is named by its seed. `-Dpresence.seed=N` repeats one, `-Dpresence.runs=N` makes more.
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
  void everyoneLeftKnowsTheSame(int threadCount, long seed) {
    Random random = new Random(seed);
    RelaySettings rules =
        RelaySettings.usual()
            .withSeats(SEATS)
            .with(pick(random, DuplicateScope.values()))
            .with(pick(random, DuplicatePolicy.values()))
            .withPauseAfterWelcome(Duration.ofMillis(random.nextBoolean() ? 50 : 0));
    Relay relay = new Relay(rules, FakeIoThreads.interleavedBy(random, threadCount));
    List<SimulatedClient> walkers = new ArrayList<>();
    for (int action = 0; action < ACTIONS; action++) {
      act(relay, random, walkers, threadCount);
      for (int steps = random.nextInt(30); steps > 0; steps--) {
        relay.threads.step();
      }
      walkers.forEach(SimulatedClient::reads);
      if (random.nextInt(8) == 0) {
        relay.passes(Duration.ofMillis(random.nextInt(8)));
      }
    }
    comeToRest(relay, walkers);

    walkers.forEach(walker -> walker.storyMakesSense(SEATS));
    aliasesAreNeverGivenTwice(walkers);
    thoseWhoAreLeftKnowTheSame(relay, walkers);
    whatWasSaidWasHeard(walkers);
    theEventsTellTheSame(relay, walkers);
    nothingStaysBehind(relay, walkers);
    assertThat(relay.diary.makesSense(rules.scope())).as("each join has its leave").isEmpty();
  }

  private static void act(
      Relay relay, Random random, List<SimulatedClient> walkers, int threadCount) {
    if (walkers.isEmpty() || random.nextInt(3) == 0) {
      walkers.add(
          new SimulatedClient(
              relay,
              NAMES.get(random.nextInt(NAMES.size())),
              ROOMS.get(random.nextInt(ROOMS.size())),
              random.nextInt(threadCount)));
      return;
    }
    SimulatedClient walker = walkers.get(random.nextInt(walkers.size()));
    switch (random.nextInt(12)) {
      case 0 -> walker.closes();
      case 1 -> walker.hangsUp();
      case 2 -> walker.isCutOff();
      default -> walker.speaks(random.nextBoolean());
    }
  }

  /// Lets all handshakes end and all batches go out.
  private static void comeToRest(Relay relay, List<SimulatedClient> walkers) {
    for (int round = 0; round < 6; round++) {
      relay.passes(Duration.ofMillis(20));
      walkers.forEach(SimulatedClient::reads);
    }
  }

  private static void aliasesAreNeverGivenTwice(List<SimulatedClient> walkers) {
    List<Integer> aliases =
        walkers.stream().map(SimulatedClient::alias).filter(alias -> alias > 0).toList();
    assertThat(aliases).doesNotHaveDuplicates();
  }

  private static void thoseWhoAreLeftKnowTheSame(Relay relay, List<SimulatedClient> walkers) {
    for (String room : ROOMS) {
      List<SimulatedClient> left =
          walkers.stream().filter(walker -> walker.isIn(room)).collect(Collectors.toList());
      Set<Integer> aliases = left.stream().map(SimulatedClient::alias).collect(Collectors.toSet());
      for (SimulatedClient walker : left) {
        Set<Integer> known = new HashSet<>(walker.view());
        known.add(walker.alias());
        assertThat(known).as("whom %s knows in %s", walker, room).isEqualTo(aliases);
      }
      int seats =
          relay.directory.census().rooms().stream()
              .filter(counted -> counted.roomId().equals(room))
              .mapToInt(Census.RoomCount::count)
              .sum();
      assertThat(seats).as("seats taken in %s", room).isEqualTo(left.size());
    }
    List<String> scopes =
        walkers.stream()
            .filter(SimulatedClient::isIn)
            .map(
                walker ->
                    relay.rules.scope() == DuplicateScope.ROOM
                        ? walker.name() + " in " + walker.room()
                        : walker.name())
            .toList();
    assertThat(scopes).as("one session for each address").doesNotHaveDuplicates();
  }

  /// What one of those left has said, all others left have heard, unless it did not know them yet.
  private static void whatWasSaidWasHeard(List<SimulatedClient> walkers) {
    for (SimulatedClient speaker : walkers) {
      for (SimulatedClient listener : walkers) {
        if (speaker.isIn() && listener.isIn(speaker.room()) && listener != speaker) {
          assertThat(listener.numbersHeardFrom(speaker.alias()))
              .as("what %s heard of %s", listener, speaker)
              .containsAll(speaker.numbersSaidTo(listener.alias()));
        }
      }
    }
  }

  /// Each join in the log has its leave, but for those who are there.
  private static void theEventsTellTheSame(Relay relay, List<SimulatedClient> walkers) {
    Set<Integer> present =
        relay.diary.makesSense(relay.rules.scope()).values().stream()
            .map(SessionEvents.JoinedSession::alias)
            .collect(Collectors.toSet());
    Set<Integer> in =
        walkers.stream()
            .filter(SimulatedClient::isIn)
            .map(SimulatedClient::alias)
            .collect(Collectors.toSet());
    assertThat(present).isEqualTo(in);
  }

  private static void nothingStaysBehind(Relay relay, List<SimulatedClient> walkers) {
    walkers.forEach(SimulatedClient::closes);
    comeToRest(relay, walkers);
    relay.passes(Duration.ofSeconds(30));

    assertThat(relay.directory.census()).isEqualTo(new Census(0, List.of()));
    assertThat(relay.limiter.connections()).isZero();
    assertThat(relay.limiter.pending()).isZero();
    assertThat(relay.told.open()).isZero();
  }

  private static <T> T pick(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
