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
import wsroom.loadtest.fake.Mischief;

/// What a connection costs the server's memory, and when that can be told.
class WeighingTest {
  @TempDir private Path proc;
  private FakeProcess server;

  @BeforeEach
  void theServerIsEmpty() {
    server = new FakeProcess(proc);
    server.hasResident(50_000);
  }

  @Test
  void aConnectionCostsWhatIsThereAtTheEndAndNotBeforeTheJoins() {
    Weighing weighing = weighingOf(1_000);

    server.hasResident(54_000);
    assertThat(weighing.bytesPerConnection(1_000, 0)).isEqualTo(4 * 1_024);
  }

  @Test
  void fewerConnectionsThanCountDoNotWeigh() {
    assertThat(weighingOf(999).bytesPerConnection(999, 0)).isNaN();
  }

  @Test
  void whereSomeHaveLeftOrComeTheOthersAreNotWeighed() {
    Weighing weighing = weighingOf(1_000);

    assertThat(weighing.bytesPerConnection(999, 1)).isNaN();
    assertThat(weighing.bytesPerConnection(1_000, 5)).isNaN();
    assertThat(weighing.bytesPerConnection(1_001, 0)).isNaN();
  }

  @Test
  void whatTheJoinsTookAndWasGivenBackIsNotInTheFigure() throws InterruptedException {
    OptionalDouble kilobytes =
        weighedWhile(
            bench -> server.hasResident(90_000), // the joins' own
            bench -> server.hasResident(50_040));

    assertThat(kilobytes).hasValue(10 * 1.024);
  }

  @Test
  void aBenchThatOneHasLeftSaysNothing() throws InterruptedException {
    OptionalDouble kilobytes =
        weighedWhile(
            bench -> {
              LoadPeer first = bench.fleet().peers().element();
              first.loop().client().execute(() -> first.leave(true));
              while (bench.fleet().joined() == 4) {
                Thread.onSpinWait();
              }
            },
            bench -> server.hasResident(50_040));

    assertThat(kilobytes).isEmpty();
  }

  private Weighing weighingOf(int connections) {
    Weighing weighing = new Weighing(server.process(), 1_000);
    weighing.beforeJoins();
    weighing.afterJoins(connections);
    return weighing;
  }

  /// Four connections on a fake server, that are enough to weigh.
  private OptionalDouble weighedWhile(Consumer<Bench> joined, Consumer<Bench> measuring)
      throws InterruptedException {
    try (FakeServer fake = FakeServer.start(Mischief.HONEST)) {
      Plan plan = Plans.small(Scenario.IDLE, Target.parse(fake.uri()), 1, 4);
      Acts acts = new Acts();
      try (Bench bench = new Bench(plan, plan.traffic(), 0, acts, server.process(), 4)) {
        acts.warmingUp = () -> joined.accept(bench);
        acts.measuring = () -> measuring.accept(bench);
        bench.join(4);
        Measured measured = bench.measure(plan.warmup(), plan.duration());
        return bench
            .result(measured, bench.settle(), List.of(), List.of())
            .figure("kb_per_connection");
      }
    }
  }

  /// What happens at the beginnings of the bench's phases, on its own thread.
  private static final class Acts implements Watch {
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
