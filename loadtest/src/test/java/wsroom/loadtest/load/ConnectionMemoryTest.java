package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.fake.FakeServer;
import wsroom.loadtest.fake.FaultInjection;

/// Memory per connection, and when it is unknown.
class ConnectionMemoryTest {
  @TempDir private Path proc;
  private FakeProcess server;

  @BeforeEach
  void setUpEmptyServer() {
    server = new FakeProcess(proc);
    server.hasResident(50_000);
  }

  @Test
  void memoryPerConnectionIsTheGrowthSinceTheFirstJoin() {
    ConnectionMemory connectionMemory = weighingOf(1_000);

    server.hasResident(54_000);
    assertThat(connectionMemory.bytesPerConnection(1_000, 0)).isEqualTo(4 * 1_024);
  }

  @Test
  void tooFewConnectionsGiveNoFigure() {
    assertThat(weighingOf(999).bytesPerConnection(999, 0)).isNaN();
  }

  @Test
  void laterJoinsOrLeavesGiveNoFigure() {
    ConnectionMemory connectionMemory = weighingOf(1_000);

    assertThat(connectionMemory.bytesPerConnection(999, 1)).isNaN();
    assertThat(connectionMemory.bytesPerConnection(1_000, 5)).isNaN();
    assertThat(connectionMemory.bytesPerConnection(1_001, 0)).isNaN();
  }

  @Test
  void temporaryMemoryOfJoinsIsExcluded() throws InterruptedException {
    OptionalDouble kilobytes =
        weighedWhile(
            harness -> server.hasResident(90_000), // temporary memory of the joins
            harness -> server.hasResident(50_040));

    assertThat(kilobytes).hasValue(10 * 1.024);
  }

  @Test
  void harnessWithALeaveGivesNoFigure() throws InterruptedException {
    OptionalDouble kilobytes =
        weighedWhile(
            harness -> {
              LoadPeer first = harness.pool().peers().element();
              first.loop().client().execute(() -> first.leave(true));
              while (harness.pool().joined() == 4) {
                Thread.onSpinWait();
              }
            },
            harness -> server.hasResident(50_040));

    assertThat(kilobytes).isEmpty();
  }

  private ConnectionMemory weighingOf(int connections) {
    ConnectionMemory connectionMemory = new ConnectionMemory(server.process(), 1_000);
    connectionMemory.beforeJoins();
    connectionMemory.afterJoins(connections);
    return connectionMemory;
  }

  /// Runs four connections on a fake server, with a minimum of four.
  private OptionalDouble weighedWhile(Consumer<LoadHarness> joined, Consumer<LoadHarness> measuring)
      throws InterruptedException {
    try (FakeServer fake = FakeServer.start(FaultInjection.NONE)) {
      Plan plan = TestPlans.small(Scenario.IDLE, Target.parse(fake.uri()), 1, 4);
      Acts acts = new Acts();
      try (LoadHarness harness =
          new LoadHarness(plan, plan.traffic(), 0, acts, server.process(), 4)) {
        acts.warmingUp = () -> joined.accept(harness);
        acts.measuring = () -> measuring.accept(harness);
        harness.join(4);
        Measurement measurement = harness.measure(plan.warmup(), plan.duration());
        return harness
            .result(measurement, harness.awaitDeliveries(), List.of(), List.of())
            .figure("kb_per_connection");
      }
    }
  }

  /// Changes at the starts of phases, on the thread of the run.
  private static final class Acts implements ProgressListener {
    private Runnable warmingUp = () -> {};
    private Runnable measuring = () -> {};

    @Override
    public void phase(String name) {
      switch (name) {
        case "warming up" -> warmingUp.run();
        case "measuring" -> measuring.run();
        default -> {}
      }
    }

    @Override
    public void progress(double share, String figures) {}
  }
}
