package wsroom.loadtest;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wsroom.loadtest.load.LoadRun;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.load.Watch;
import wsroom.loadtest.report.Outcome;
import wsroom.loadtest.report.Progress;
import wsroom.loadtest.report.TextReport;

/// The run of one server, or the turns of two: A B A B. Called from one thread.
///
/// A tool that has just started is slow until the JVM has compiled what it does, and the server
/// whose turn comes first would pay for it. So each of two servers first has a short turn whose
/// figures do not count.
final class Turns {
  private static final String NAMES = "AB";

  private final List<Plan> plans;
  private final int rounds;
  private final PrintWriter out;
  private final boolean terminal;
  private final TextReport text;
  private final List<Result> warmUps = new ArrayList<>();
  private final List<List<Result>> counted;

  /// @param plans one, or two that differ in the server
  /// @param rounds of two servers
  Turns(List<Plan> plans, int rounds, PrintWriter out, boolean terminal) {
    this.plans = plans;
    this.rounds = plans.size() == 1 ? 1 : rounds;
    this.out = out;
    this.terminal = terminal;
    this.text = new TextReport(out);
    this.counted = plans.stream().<List<Result>>map(_ -> new ArrayList<>()).toList();
  }

  void take() throws InterruptedException {
    boolean versus = plans.size() > 1;
    if (versus) {
      warmUp();
    }
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < plans.size(); i++) {
        Plan plan = plans.get(i);
        if (versus) {
          out.printf("%nRound %d of %d, %c: %s%n", round, rounds, NAMES.charAt(i), plan.target());
        }
        Progress progress = progress();
        Result result = run(plan, progress, progress);
        text.print(result);
        counted.get(i).add(result);
      }
    }
  }

  private void warmUp() throws InterruptedException {
    out.println("Each server first has a short turn that warms it and this tool up.");
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      Progress progress = progress();
      String phase = "warming up %c, which does not count".formatted(NAMES.charAt(i));
      Result result = run(plan.toWarmUp(), progress, new OnePhase(phase, progress));
      text.printFaults(result);
      warmUps.add(result);
    }
  }

  /// The rounds that are over, and what came before them; nothing if not one is.
  Optional<Outcome> outcome() {
    int complete = counted.getLast().size();
    return complete == 0
        ? Optional.empty()
        : Optional.of(
            new Outcome(counted.stream().map(runs -> runs.subList(0, complete)).toList(), warmUps));
  }

  private Progress progress() {
    return new Progress(out, terminal, InstantSource.system());
  }

  private static Result run(Plan plan, Progress progress, Watch watch) throws InterruptedException {
    try {
      return LoadRun.run(plan, watch);
    } finally {
      progress.end();
    }
  }

  /// A run whose phases nobody needs to tell apart.
  private record OnePhase(String name, Watch watch) implements Watch {
    @Override
    public void phase(String part) {
      watch.phase(name);
    }

    @Override
    public void progress(double share, String figures) {
      watch.progress(share, figures);
    }
  }
}
