package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.room.membership.Census;

/// Clients join, send, leave and take over each other's sessions on several nodes, while the bus,
/// the store and the nodes fail. Judged is what each client received; and after a quiet time all
/// members of a room must know the same.
///
/// A run is identified by its seed. `-Dcluster.seed=N` repeats one, `-Dcluster.runs=N` adds runs.
class ClusterPresenceTest {
  private static final int SEATS = 4;
  private static final int ACTIONS = 90;
  private static final List<String> ROOMS = List.of("plaza", "theatre");
  private static final List<String> NAMES =
      List.of("ann", "ben", "cat", "dan", "eve", "fay", "gus", "hal");

  enum Fault {
    NONE(true),
    LOSS(true),
    STORE(true),
    ONE_WAY(false),
    ISOLATION(false),
    PAUSE(false);

    private final boolean isMild;

    /// @param isMild whether no node is ever declared dead
    Fault(boolean isMild) {
      this.isMild = isMild;
    }

    boolean isMild() {
      return isMild;
    }
  }

  static Stream<Arguments> runs() {
    Long seed = Long.getLong("cluster.seed");
    int runs = Integer.getInteger("cluster.runs", 40);
    return Stream.of(Fault.values())
        .flatMap(
            fault ->
                (seed == null ? LongStream.range(0, runs) : LongStream.of(seed))
                    .mapToObj(number -> Arguments.of(fault, number)));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("runs")
  void remainingMembersKnowTheSame(Fault fault, long seed) {
    Random random = new Random(seed);
    RelaySettings settings =
        RelaySettings.builder()
            .seats(SEATS)
            .scope(pick(random, DuplicateScope.values()))
            .policy(pick(random, DuplicatePolicy.values()))
            .build();
    ClusterSimulation cluster =
        new ClusterSimulation(random, settings, 2 + random.nextInt(2), 1 + random.nextInt(2));
    cluster.network.slowPathMillis = random.nextInt(3) == 0 ? 2 : random.nextInt(120);
    List<SimulatedClient> clients = new ArrayList<>();
    cluster.passes(100, 5);
    for (int action = 0; action < ACTIONS; action++) {
      if (random.nextInt(6) == 0) {
        fail(cluster, fault, random, clients);
      }
      act(cluster, random, clients);
      cluster.passes(random.nextInt(fault.isMild() ? 60 : 400), 2);
      clients.forEach(SimulatedClient::reads);
    }
    heal(cluster);
    becomeQuiet(cluster, clients);

    clients.forEach(SimulatedClient::assertConsistentAcrossNodes);
    if (fault.isMild()) {
      clients.forEach(client -> client.assertSeats(SEATS));
    }
    assertRemainingMembersAgree(cluster, clients);
    assertNothingLeaks(cluster, clients);
  }

  private static void act(ClusterSimulation cluster, Random random, List<SimulatedClient> clients) {
    if (clients.isEmpty() || random.nextInt(3) == 0) {
      ClusterSimulation.Node node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
      clients.add(
          new SimulatedClient(
              node.relay,
              NAMES.get(random.nextInt(NAMES.size())),
              ROOMS.get(random.nextInt(ROOMS.size())),
              random.nextInt(node.threads.count())));
      return;
    }
    SimulatedClient client = clients.get(random.nextInt(clients.size()));
    switch (random.nextInt(12)) {
      case 0 -> client.closes();
      case 1 -> client.hangsUp();
      case 2 -> client.isCutOff();
      default -> client.sendsNextNumber(true);
    }
  }

  private static void fail(
      ClusterSimulation cluster, Fault fault, Random random, List<SimulatedClient> clients) {
    ClusterSimulation.Node node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    boolean heals = random.nextInt(3) == 0;
    switch (fault) {
      case NONE -> {}
      case LOSS -> {
        cluster.network.loss = random.nextInt(4) * 0.03;
        cluster.network.lateInterestMillis = random.nextInt(2) * 80;
      }
      case STORE -> {
        double loss = random.nextInt(3) * 0.05;
        cluster.stores.sessions.loss = loss;
        cluster.stores.rooms.loss = loss;
        cluster.stores.counters.loss = loss;
        boolean hasLeader = random.nextInt(3) > 0;
        cluster.stores.rooms.hasLeader = hasLeader;
        cluster.stores.sessions.hasLeader = hasLeader;
      }
      case ONE_WAY -> {
        if (heals) {
          cluster.network.heal();
        } else {
          int other = (node.index + 1 + random.nextInt(cluster.nodes.size() - 1));
          cluster.network.cut(node.index, other % cluster.nodes.size());
        }
      }
      case ISOLATION -> {
        if (heals) {
          cluster.network.heal();
        } else {
          cluster.network.isolate(node.index);
        }
        talk(cluster, clients, random.nextInt(8) == 0 ? 22_000 : random.nextInt(5_000));
      }
      case PAUSE -> {
        if (!heals) {
          cluster.pause(node);
          talk(cluster, clients, random.nextInt(4) == 0 ? 18_000 : random.nextInt(4_000));
        }
        cluster.resumeAll();
      }
    }
  }

  private static void heal(ClusterSimulation cluster) {
    cluster.network.heal();
    cluster.network.lateInterestMillis = 0;
    cluster.resumeAll();
    for (var bucket :
        List.of(cluster.stores.rooms, cluster.stores.sessions, cluster.stores.counters)) {
      bucket.loss = 0;
      bucket.hasLeader = true;
    }
  }

  /// Lets time pass in which each client sends something now and then, so that none is idle.
  private static void talk(ClusterSimulation cluster, List<SimulatedClient> clients, int millis) {
    for (int left = millis; left > 0; left -= 3_000) {
      cluster.passes(Math.min(left, 3_000), 10);
      clients.forEach(SimulatedClient::reads);
      clients.forEach(client -> client.sendsNextNumber(true));
    }
  }

  private static void becomeQuiet(ClusterSimulation cluster, List<SimulatedClient> clients) {
    talk(cluster, clients, 36_000);
    cluster.passes(1_000, 10);
    clients.forEach(SimulatedClient::reads);
    cluster.passes(100, 10);
    clients.forEach(SimulatedClient::reads);
  }

  private static void assertRemainingMembersAgree(
      ClusterSimulation cluster, List<SimulatedClient> clients) {
    for (String room : ROOMS) {
      List<SimulatedClient> left =
          clients.stream().filter(client -> client.isMember(room)).toList();
      Set<Integer> aliases = left.stream().map(SimulatedClient::alias).collect(Collectors.toSet());
      for (SimulatedClient client : left) {
        Set<Integer> known = new HashSet<>(client.knownAliases());
        known.add(client.alias());
        assertThat(known).as("the members that %s knows in %s", client, room).isEqualTo(aliases);
      }
      int seats = cluster.nodes.stream().mapToInt(node -> node.relay.seats().users(room)).sum();
      assertThat(seats).as("seats taken in %s", room).isEqualTo(left.size());
      assertThat(left).hasSizeLessThanOrEqualTo(SEATS);
    }
    RelaySettings settings = cluster.nodes.getFirst().relay.settings;
    assertThat(
            clients.stream()
                .filter(SimulatedClient::isMember)
                .map(
                    client ->
                        settings.scope() == DuplicateScope.ROOM
                            ? client.name() + " in " + client.room()
                            : client.name()))
        .as("one session for each address")
        .doesNotHaveDuplicates();
  }

  private static void assertNothingLeaks(ClusterSimulation cluster, List<SimulatedClient> clients) {
    clients.forEach(SimulatedClient::closes);
    for (int round = 0; round < 5; round++) {
      cluster.passes(1_000, 20);
      clients.forEach(SimulatedClient::reads);
    }
    cluster.passes(Duration.ofSeconds(15).toMillis(), 50);
    for (ClusterSimulation.Node node : cluster.nodes) {
      assertThat(node.relay.seats().census()).isEqualTo(new Census(0, List.of()));
      assertThat(node.relay.authority.addressesHere()).as("slots").isEmpty();
      assertThat(node.relay.limiter.connections()).isZero();
    }
    assertThat(new TreeMap<>(cluster.stores.rooms.entries())).as("records of rooms").isEmpty();
    assertThat(new TreeMap<>(cluster.stores.sessions.entries())).as("keys of addresses").isEmpty();
  }

  private static <T> T pick(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
