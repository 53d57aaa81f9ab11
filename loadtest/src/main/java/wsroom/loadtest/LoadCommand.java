package wsroom.loadtest;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.load.Fault;
import wsroom.loadtest.load.Figure;
import wsroom.loadtest.load.LoadRun;
import wsroom.loadtest.load.Membership;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.RampStep;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.load.Scenario;
import wsroom.loadtest.load.Watch;

/// `load`: puts a server under load and checks what it does.
@Command(
    name = "load",
    description = "Puts a ws-room server under load and checks what it delivers.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class LoadCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "SCENARIO", description = "${COMPLETION-CANDIDATES}")
  private Scenario scenario = Scenario.ISLAND;

  @Parameters(index = "1", arity = "0..1", paramLabel = "URI", description = "the server")
  private String uri = "ws://127.0.0.1:5000";

  @Option(names = "--rooms")
  private int rooms = -1;

  @Option(names = "--peers")
  private int peers = -1;

  @Option(names = "--rate")
  private double rate = -1;

  @Option(names = "--body")
  private int body = -1;

  @Option(names = "--burst")
  private int burst;

  @Option(names = "--duration")
  private double duration = -1;

  @Option(names = "--warmup")
  private double warmup = -1;

  @Option(names = "--threads")
  private int threads = 1;

  @Option(names = "--pid")
  private long pid;

  @Option(names = "--p99")
  private double p99 = 50;

  @Override
  public Integer call() throws InterruptedException {
    Target target = Target.parse(uri);
    Plan plan =
        new Plan(
            scenario,
            target,
            null,
            pid,
            rooms < 0 ? scenario.rooms() : rooms,
            peers < 0 ? scenario.peers() : peers,
            body < 0 && scenario.mixed(),
            rate < 0 ? scenario.rate() : rate,
            body < 0 ? 60 : body,
            burst,
            millis(warmup < 0 ? 2 : warmup),
            millis(duration < 0 ? 10 : duration),
            threads,
            32,
            5,
            0.1,
            millis(0.15),
            millis(p99 / 1e3),
            0.1,
            Membership.AUTO);
    Result result =
        LoadRun.run(
            plan,
            new Watch() {
              @Override
              public void phase(String name) {
                System.out.println(name);
              }

              @Override
              public void progress(double share, String figures) {}
            });
    for (Figure figure : result.figures()) {
      System.out.printf(
          Locale.ROOT, "%-40s %,14.3f %s%n", figure.label(), figure.value(), figure.unit());
    }
    for (RampStep step : result.steps()) {
      System.out.println(step);
    }
    for (Fault fault : Fault.values()) {
      if (result.faults().count(fault) > 0) {
        System.out.println(
            fault.explanation()
                + ": "
                + result.faults().count(fault)
                + " "
                + result.faults().examples(fault));
      }
    }
    System.out.println("membership told: " + result.membershipTold());
    result.warnings().forEach(System.out::println);
    return result.passed() ? 0 : 1;
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1e3));
  }
}
