package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import wsroom.server.RunningServer;

/// The same load as in [PresenceOverSocketsTest], at a lower rate, for any time:
///
/// ```
/// mvn verify -pl server -am -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false -Dsoak=PT1H
/// ```
///
/// One server runs through all rounds. After each round all clients are gone, and the resources of
/// the process must not grow.
@EnabledIfSystemProperty(named = "soak", matches = "PT.+")
class SoakTest {
  private static final int CLIENTS = 200;
  private static final int TURNS_A_SECOND = 150;
  private static final int TURNS = 60 * TURNS_A_SECOND;

  /// Caches and compiled code are still filling up before that.
  private static final int WARM_UP_ROUNDS = 4;

  private static final double SLACK = 1.1;
  private static final long SLACK_KIB = 2048;

  @Test
  void resourcesOfTheProcessDoNotGrow() throws Exception {
    long start = System.nanoTime();
    long end = start + Duration.parse(System.getProperty("soak", "PT0S")).toNanos();
    long seed = Long.getLong("fault.seed", System.currentTimeMillis() % 1_000_000);
    Map<String, String> settings = new HashMap<>(PresenceRun.SETTINGS);
    settings.put("IO_THREADS", System.getProperty("soak.ioThreads", "2"));
    List<Vitals> samples = new ArrayList<>();
    System.out.println(Vitals.tableHead());
    try (RunningServer server = new RunningServer(settings)) {
      PresenceRun run = new PresenceRun(server, CLIENTS);
      for (int round = 1; System.nanoTime() - end < 0; round++) {
        String summary = run.run(seed + round, TURNS_A_SECOND, TURNS);
        samples.add(Vitals.now());
        double minutes = (System.nanoTime() - start) / 60e9;
        System.out.println(samples.getLast().tableRow(round, minutes));
        System.out.printf("    -Dfault.seed=%d: %s%n", seed + round, summary);
      }
    }
    if (samples.size() >= 3 * WARM_UP_ROUNDS) {
      isFlat(samples, "heap", Vitals::heapKib, SLACK_KIB);
      isFlat(samples, "direct buffers", Vitals::directKib, SLACK_KIB);
      isFlat(samples, "threads", Vitals::threads, 1);
      isFlat(samples, "open files", Vitals::files, 1);
    }
  }

  private static void isFlat(
      List<Vitals> samples, String what, ToLongFunction<Vitals> figure, long slack) {
    List<Vitals> warm = samples.subList(WARM_UP_ROUNDS, samples.size());
    int third = warm.size() / 3;
    long first = Vitals.median(warm.subList(0, third), figure);
    long last = Vitals.median(warm.subList(warm.size() - third, warm.size()), figure);
    assertThat((double) last).as(what).isLessThanOrEqualTo(first * SLACK + slack);
  }
}
