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
import wsroom.loadtest.fake.FaultInjection;

/// The load tool against correct and faulty servers.
class LoadRunTest {
  @Test
  void correctServerPassesWithAllDelivered() throws InterruptedException {
    Result result = load(FaultInjection.NONE, Scenario.ISLAND);

    assertThat(result.passed()).isTrue();
    assertThat(result.membershipAnnounced()).isTrue();
    assertThat(result.figure("reliable_share")).hasValue(1);
    assertThat(result.figure("deliveries_per_second").orElseThrow()).isPositive();
    assertThat(result.latency().getTotalCount()).isPositive();
    assertThat(result.handshakes().getTotalCount()).isEqualTo(6);
  }

  /// Rooms of 4, 2, 1 and 1, then of 4 and 2 in the next town.
  @Test
  void townRoomSizesFollowZipf() throws InterruptedException {
    Result result = load(FaultInjection.NONE, Scenario.TOWN, 6, 4);

    assertThat(result.passed()).isTrue();
    assertThat(result.handshakes().getTotalCount()).isEqualTo(14);
    assertThat(result.plan().expectedDeliveriesPerSecond())
        .isEqualTo(100.0 * (2 * 4 * 3 + 2 * 2 * 1));
  }

  @Test
  void lostUpdateIsMissing() throws InterruptedException {
    Result result = load(FaultInjection.everyNth(10, FaultInjection.drop()), Scenario.ISLAND);

    assertThat(result.passed()).isFalse();
    assertThat(result.faults().count(Fault.MISSING)).isPositive();
    assertThat(result.figure("reliable_share").orElseThrow()).isBetween(0.9, 0.999);
    assertOnly(result, Fault.MISSING);
  }

  @Test
  void repeatedUpdateIsADuplicate() throws InterruptedException {
    Result result = load(FaultInjection.everyNth(10, FaultInjection.repeat()), Scenario.ISLAND);

    assertOnly(result, Fault.DUPLICATED);
  }

  @Test
  void lateUpdateIsReorderedButNotMissing() throws InterruptedException {
    Result result = load(FaultInjection.reorder(5), Scenario.ISLAND, 1, 2);

    assertThat(result.faults().count(Fault.REORDERED)).isPositive();
    assertThat(result.faults().count(Fault.DUPLICATED)).isZero();
    assertThat(result.faults().count(Fault.MISSING)).isLessThanOrEqualTo(2);
  }

  @Test
  void corruptedBodyIsDetectedInASample() throws InterruptedException {
    Result result = load(FaultInjection.everyNth(1, FaultInjection.corrupt()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.ALTERED)).isPositive();
  }

  @Test
  void truncatedBodyIsAltered() throws InterruptedException {
    Result result = load(FaultInjection.everyNth(10, FaultInjection.truncate()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.ALTERED)).isPositive();
  }

  @Test
  void updateMadeUnreliableIsAltered() throws InterruptedException {
    Result result =
        load(FaultInjection.everyNth(10, FaultInjection.makeUnreliable()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.ALTERED)).isPositive();
  }

  @Test
  void wrongAliasIsMisattributed() throws InterruptedException {
    Result result = load(FaultInjection.everyNth(10, FaultInjection.wrongAlias()), Scenario.ISLAND);

    assertThat(result.faults().count(Fault.MISATTRIBUTED)).isPositive();
  }

  @Test
  void missingJoinIsWrongMembership() throws InterruptedException {
    Result result = load(FaultInjection.dropJoins(), Scenario.ISLAND);

    assertThat(result.membershipAnnounced()).isTrue();
    assertThat(result.faults().count(Fault.WRONG_MEMBERSHIP)).isPositive();
    assertThat(result.faults().count(Fault.UNANNOUNCED)).isPositive();
  }

  @Test
  void duplicateJoinIsWrongMembership() throws InterruptedException {
    Result result = load(FaultInjection.duplicateJoins(), Scenario.ISLAND);

    assertOnly(result, Fault.WRONG_MEMBERSHIP);
  }

  @Test
  void serverWithoutAnnouncementsIsReported() throws InterruptedException {
    Result result = load(FaultInjection.hideMembership(), Scenario.ISLAND);

    assertThat(result.membershipAnnounced()).isFalse();
    assertThat(result.passed()).isTrue();
  }

  @Test
  void requiredMembershipFailsAServerWithoutAnnouncements() throws InterruptedException {
    try (FakeServer server = FakeServer.start(FaultInjection.hideMembership())) {
      Plan plan = TestPlans.small(Scenario.ISLAND, Target.parse(server.uri()), 1, 3);
      Result result =
          LoadRun.run(TestPlans.withMembership(plan, Membership.REQUIRED), ProgressListener.NONE);

      assertThat(result.faults().count(Fault.WRONG_MEMBERSHIP)).isEqualTo(3);
    }
  }

  @Test
  void churnDeliversAllAndMembershipAgrees() throws InterruptedException {
    Result result = load(FaultInjection.NONE, Scenario.CHURN);

    assertThat(result.passed()).isTrue();
    assertThat(result.figure("churn_joins").orElseThrow()).isPositive();
  }

  @Test
  void missingLeaveIsWrongMembership() throws InterruptedException {
    Result result = load(FaultInjection.dropLeaves(), Scenario.CHURN);

    assertOnly(result, Fault.WRONG_MEMBERSHIP);
  }

  @Test
  void idlePeersAreCheckedToo() throws InterruptedException {
    Result result = load(FaultInjection.NONE, Scenario.IDLE, 3, 5);

    assertThat(result.passed()).isTrue();
    assertThat(result.handshakes().getTotalCount()).isEqualTo(15);
  }

  @Test
  void serverThatStopsDropsAllConnections() throws InterruptedException {
    AtomicReference<FakeServer> running = new AtomicReference<>();
    FaultInjection goAway =
        (_, packet) -> {
          Objects.requireNonNull(running.get()).close();
          return List.of(packet);
        };
    try (FakeServer server = FakeServer.start(FaultInjection.everyNth(10, goAway))) {
      running.set(server);
      Plan plan = TestPlans.small(Scenario.ISLAND, Target.parse(server.uri()), 2, 3);
      Result result = LoadRun.run(plan, ProgressListener.NONE);

      assertThat(result.passed()).isFalse();
      assertThat(result.faults().count(Fault.DROPPED)).isEqualTo(6);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void serverProcessThatExitsLeavesTheOtherFigures() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("sleep", "60").start();
    FaultInjection end =
        (_, packet) -> {
          child.destroyForcibly().onExit().join();
          return List.of(packet);
        };
    try (FakeServer server = FakeServer.start(FaultInjection.everyNth(100, end))) {
      Target target = Target.parse(server.uri());
      Plan plan = TestPlans.small(Scenario.ISLAND, target, 1, 3).at(target, child.pid());
      Result result = LoadRun.run(plan, ProgressListener.NONE);

      assertThat(result.warnings())
          .contains("The server's process " + child.pid() + " has exited.");
      assertThat(result.figure("latency_p50_ms")).isPresent();
      assertThat(result.figure("cpu_us_per_delivery")).isEmpty();
      assertThat(result.figure("resident_mb")).isEmpty();
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void stallWarmsUpMeasuresAndPauses() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("sleep", "60").start();
    List<String> phases = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void phase(String name) {
            phases.add(name);
          }

          @Override
          public void progress(double share, String figures) {}
        };
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      Target target = Target.parse(server.uri());
      Plan plan = TestPlans.small(Scenario.STALL, target, 1, 3).at(target, child.pid());
      assertThat(LoadRun.run(plan, listener).passed()).isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(phases)
        .containsExactly(
            "creating 3 identities",
            "joining 3 peers",
            "warming up",
            "measuring before the pause",
            "pausing the server for 50 ms",
            "waiting for updates in flight");
  }

  @Test
  void repeatedFaultIsShownOnce() throws InterruptedException {
    Result result =
        load(FaultInjection.everyNth(3, FaultInjection.truncate()), Scenario.ISLAND, 1, 2);

    assertThat(result.faults().count(Fault.ALTERED)).isGreaterThan(3);
    assertThat(result.faults().examples(Fault.ALTERED)).doesNotHaveDuplicates();
  }

  @Test
  void slowPeersDisturbNoOtherAndReceiveAll() throws InterruptedException {
    Result result = load(FaultInjection.NONE, Scenario.SLOW, 1, 10);

    assertThat(result.passed()).isTrue();
    assertThat(result.figure("slow_peers")).hasValue(5);
  }

  @Test
  void burstsReachAllAndSmallUpdatesAreSeparate() throws InterruptedException {
    Result result = load(FaultInjection.NONE, Scenario.BURST, 1, 4);

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
  void uniformSmallUpdatesHaveNoSeparateFigures() throws InterruptedException {
    assertThat(load(FaultInjection.NONE, Scenario.ISLAND).figure("latency_small_p99_ms")).isEmpty();
  }

  @Test
  void rampEndsAtTheRateThatLosesUpdates() throws InterruptedException {
    Result result = load(FaultInjection.everyNth(10, FaultInjection.drop()), Scenario.RAMP, 1, 4);

    assertThat(result.steps()).hasSize(1).noneMatch(RampStep::held);
    assertThat(result.figure("held_deliveries_per_second")).hasValue(0);
    assertOnly(result, Fault.MISSING);
  }

  @Test
  void rampRetriesALateRateWithNewPeers() throws InterruptedException {
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      Plan plan = TestPlans.small(Scenario.RAMP, Target.parse(server.uri()), 1, 4);
      Result result =
          LoadRun.run(TestPlans.withP99Limit(plan, Duration.ZERO), ProgressListener.NONE);

      assertThat(result.steps()).hasSize(2).noneMatch(RampStep::held);
      assertThat(result.steps()).allMatch(step -> step.updatesPerSecond() == 100);
      assertThat(result.passed()).isTrue();
    }
  }

  private static Result load(FaultInjection faults, Scenario scenario) throws InterruptedException {
    return load(faults, scenario, 2, 3);
  }

  private static Result load(FaultInjection faults, Scenario scenario, int rooms, int peers)
      throws InterruptedException {
    try (FakeServer server = FakeServer.start(faults)) {
      return LoadRun.run(
          TestPlans.small(scenario, Target.parse(server.uri()), rooms, peers),
          ProgressListener.NONE);
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
