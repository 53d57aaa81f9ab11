package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.fake.FakeServer;
import wsroom.loadtest.fake.Mischief;

/// The load tool against servers that are honest, and against those that are not.
class LoadRunTest {
  @Test
  void anHonestServerPassesAndAllIsDelivered() throws InterruptedException {
    Result result = load(Mischief.HONEST, Scenario.ISLAND);

    assertThat(result.passed()).isTrue();
    assertThat(result.membershipTold()).isTrue();
    assertThat(result.figure("reliable_share")).hasValue(1);
    assertThat(result.figure("deliveries_per_second").orElseThrow()).isPositive();
    assertThat(result.latency().getTotalCount()).isPositive();
    assertThat(result.handshakes().getTotalCount()).isEqualTo(6);
  }

  /// Rooms of 4, 2, 1 and 1, and of 4 and 2 in the next town.
  @Test
  void townHasRoomsOfZipfsSizes() throws InterruptedException {
    Result result = load(Mischief.HONEST, Scenario.TOWN, 6, 4);

    assertThat(result.passed()).isTrue();
    assertThat(result.handshakes().getTotalCount()).isEqualTo(14);
    assertThat(result.plan().expectedDeliveriesPerSecond())
        .isEqualTo(100.0 * (2 * 4 * 3 + 2 * 2 * 1));
  }

  @Test
  void aLostUpdateIsMissing() throws InterruptedException {
    Result result = load(Mischief.withEach(10, Mischief.lose()), Scenario.ISLAND);

    assertThat(result.passed()).isFalse();
    assertThat(result.faults().count(Fault.MISSING)).isPositive();
    assertThat(result.figure("reliable_share").orElseThrow()).isBetween(0.9, 0.999);
    assertOnly(result, Fault.MISSING);
  }

  @Test
  void aRepeatedUpdateIsADuplicate() throws InterruptedException {
    Result result = load(Mischief.withEach(10, Mischief.repeat()), Scenario.ISLAND);

    assertOnly(result, Fault.DUPLICATED);
  }

  @Test
  void aLateUpdateIsOutOfOrderButNotMissing() throws InterruptedException {
    Result result = load(Mischief.swap(5), Scenario.ISLAND, 1, 2);

    assertThat(result.faults().count(Fault.REORDERED)).isPositive();
    assertThat(result.faults().count(Fault.DUPLICATED)).isZero();
    assertThat(result.faults().count(Fault.MISSING)).isLessThanOrEqualTo(2);
  }

  @Test
  void anotherBodyIsNoticedInASampleOfUpdates() throws InterruptedException {
    Result result = load(Mischief.withEach(1, Mischief.garble()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.ALTERED)).isPositive();
  }

  @Test
  void aShorterBodyIsAltered() throws InterruptedException {
    Result result = load(Mischief.withEach(10, Mischief.cutShort()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.ALTERED)).isPositive();
  }

  @Test
  void anUpdateMadeUnreliableIsAltered() throws InterruptedException {
    Result result = load(Mischief.withEach(10, Mischief.makeUnreliable()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.ALTERED)).isPositive();
  }

  @Test
  void anotherAliasIsNoticed() throws InterruptedException {
    Result result = load(Mischief.withEach(10, Mischief.stampAnother()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.MISATTRIBUTED)).isPositive();
  }

  @Test
  void aForgottenJoinIsWrongMembership() throws InterruptedException {
    Result result = load(Mischief.forgetJoins(), Scenario.ISLAND);

    assertThat(result.membershipTold()).isTrue();
    assertThat(result.faults().count(Fault.WRONG_MEMBERSHIP)).isPositive();
    assertThat(result.faults().count(Fault.UNANNOUNCED)).isPositive();
  }

  @Test
  void aJoinToldTwiceIsWrongMembership() throws InterruptedException {
    Result result = load(Mischief.joinTwice(), Scenario.ISLAND);

    assertOnly(result, Fault.WRONG_MEMBERSHIP);
  }

  @Test
  void aServerThatTellsNothingOfMembersIsSaidToDoSo() throws InterruptedException {
    Result result = load(Mischief.tellNothingOfMembers(), Scenario.ISLAND);

    assertThat(result.membershipTold()).isFalse();
    assertThat(result.passed()).isTrue();
  }

  @Test
  void whoRequiresMembershipFailsAServerThatTellsNothing() throws InterruptedException {
    try (FakeServer server = FakeServer.start(Mischief.tellNothingOfMembers())) {
      Plan plan = Plans.small(Scenario.ISLAND, Target.parse(server.uri()), 1, 3);
      Result result = LoadRun.run(Plans.withMembership(plan, Membership.REQUIRED), Watch.NONE);

      assertThat(result.faults().count(Fault.WRONG_MEMBERSHIP)).isEqualTo(3);
    }
  }

  @Test
  void withChurnEverybodyHearsEverybodyAndTheViewsAgree() throws InterruptedException {
    Result result = load(Mischief.HONEST, Scenario.CHURN);

    assertThat(result.passed()).isTrue();
    assertThat(result.figure("churn_joins").orElseThrow()).isPositive();
  }

  @Test
  void whoIsNotToldOfALeaveSeesAGhost() throws InterruptedException {
    Result result = load(Mischief.forgetLeaves(), Scenario.CHURN);

    assertOnly(result, Fault.WRONG_MEMBERSHIP);
  }

  @Test
  void aSilentCrowdIsCheckedToo() throws InterruptedException {
    Result result = load(Mischief.HONEST, Scenario.IDLE, 3, 5);

    assertThat(result.passed()).isTrue();
    assertThat(result.handshakes().getTotalCount()).isEqualTo(15);
  }

  @Test
  void aServerThatGoesAwayHasDroppedEverybody() throws InterruptedException {
    AtomicReference<FakeServer> running = new AtomicReference<>();
    Mischief goAway =
        (_, packet) -> {
          Objects.requireNonNull(running.get()).close();
          return List.of(packet);
        };
    try (FakeServer server = FakeServer.start(Mischief.withEach(10, goAway))) {
      running.set(server);
      Plan plan = Plans.small(Scenario.ISLAND, Target.parse(server.uri()), 2, 3);
      Result result = LoadRun.run(plan, Watch.NONE);

      assertThat(result.passed()).isFalse();
      assertThat(result.faults().count(Fault.DROPPED)).isEqualTo(6);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aServersProcessThatEndsInTheMiddleLeavesTheOtherFigures()
      throws IOException, InterruptedException {
    Process child = new ProcessBuilder("sleep", "60").start();
    Mischief end =
        (_, packet) -> {
          child.destroyForcibly().onExit().join();
          return List.of(packet);
        };
    try (FakeServer server = FakeServer.start(Mischief.withEach(100, end))) {
      Target target = Target.parse(server.uri());
      Plan plan = Plans.small(Scenario.ISLAND, target, 1, 3).at(target, child.pid());
      Result result = LoadRun.run(plan, Watch.NONE);

      assertThat(result.warnings()).contains("The server's process " + child.pid() + " is gone.");
      assertThat(result.figure("latency_p50_ms")).isPresent();
      assertThat(result.figure("cpu_us_per_delivery")).isEmpty();
      assertThat(result.figure("resident_mb")).isEmpty();
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStallWarmsUpMeasuresAndPauses() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("sleep", "60").start();
    List<String> phases = new ArrayList<>();
    Watch watch =
        new Watch() {
          @Override
          public void phase(String name) {
            phases.add(name);
          }

          @Override
          public void progress(double share, String figures) {}
        };
    try (FakeServer server = FakeServer.start(Mischief.HONEST)) {
      Target target = Target.parse(server.uri());
      Plan plan = Plans.small(Scenario.STALL, target, 1, 3).at(target, child.pid());
      assertThat(LoadRun.run(plan, watch).passed()).isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(phases)
        .containsExactly(
            "making 3 identities",
            "3 peers join",
            "warming up",
            "measuring before the pause",
            "pausing the server for 50 ms",
            "waiting for what is under way");
  }

  @Test
  void whatWasWrongManyTimesInTheSameWayIsShownOnce() throws InterruptedException {
    Result result = load(Mischief.withEach(3, Mischief.cutShort()), Scenario.ISLAND, 1, 2);

    assertThat(result.faults().count(Fault.ALTERED)).isGreaterThan(3);
    assertThat(result.faults().examples(Fault.ALTERED)).doesNotHaveDuplicates();
  }

  @Test
  void slowPeersDisturbNobodyAndStillGetAll() throws InterruptedException {
    Result result = load(Mischief.HONEST, Scenario.SLOW, 1, 10);

    assertThat(result.passed()).isTrue();
    assertThat(result.figure("slow_peers")).hasValue(5);
  }

  @Test
  void burstsOfSomePeersReachAllAndTheSmallUpdatesAreToldApart() throws InterruptedException {
    Result result = load(Mischief.HONEST, Scenario.BURST, 1, 4);

    assertThat(result.passed()).isTrue();
    for (String figure :
        List.of(
            "latency_small_p50_ms",
            "latency_small_p99_ms",
            "latency_large_p50_ms",
            "latency_large_p99_ms",
            "usual_small_p99_beside_large_ms")) {
      assertThat(result.figure(figure).orElseThrow()).as(figure).isPositive();
    }
  }

  @Test
  void whereAllUpdatesAreSmallTheyAreNotToldApart() throws InterruptedException {
    assertThat(load(Mischief.HONEST, Scenario.ISLAND).figure("latency_small_p99_ms")).isEmpty();
  }

  @Test
  void rampEndsWithTheRateThatTheServerLosesUpdatesAt() throws InterruptedException {
    Result result = load(Mischief.withEach(10, Mischief.lose()), Scenario.RAMP, 1, 4);

    assertThat(result.steps()).hasSize(1).noneMatch(RampStep::held);
    assertThat(result.figure("held_deliveries_per_second")).hasValue(0);
    assertOnly(result, Fault.MISSING);
  }

  @Test
  void rampLetsNewPeersTryARateAgainThatWasOnlyLate() throws InterruptedException {
    try (FakeServer server = FakeServer.start(Mischief.HONEST)) {
      Plan plan = Plans.small(Scenario.RAMP, Target.parse(server.uri()), 1, 4);
      Result result = LoadRun.run(Plans.withP99Limit(plan, Duration.ZERO), Watch.NONE);

      assertThat(result.steps()).hasSize(2).noneMatch(RampStep::held);
      assertThat(result.steps()).allMatch(step -> step.updatesPerSecond() == 100);
      assertThat(result.passed()).isTrue();
    }
  }

  private static Result load(Mischief mischief, Scenario scenario) throws InterruptedException {
    return load(mischief, scenario, 2, 3);
  }

  private static Result load(Mischief mischief, Scenario scenario, int rooms, int peers)
      throws InterruptedException {
    try (FakeServer server = FakeServer.start(mischief)) {
      return LoadRun.run(
          Plans.small(scenario, Target.parse(server.uri()), rooms, peers), Watch.NONE);
    }
  }

  private static void assertOnly(Result result, Fault expected) {
    for (Fault fault : Fault.values()) {
      if (fault == expected) {
        assertThat(result.faults().count(fault)).as(fault.key()).isPositive();
      } else {
        assertThat(result.faults().count(fault)).as(fault.key()).isZero();
      }
    }
    assertThat(result.faults().examples(expected)).isNotNull();
  }
}
