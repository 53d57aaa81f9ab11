package wsroom.loadtest;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wsroom.loadtest.load.LoadRun;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.ProgressListener;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.report.Outcome;
import wsroom.loadtest.report.Progress;
import wsroom.loadtest.report.TextReport;

/// Runs one plan, or alternates between two: A B A B. Called from one thread.
///
/// The JVM of this tool is slow until it has compiled the hot path, which would penalise the first
/// server. So each of two servers first gets a short warm-up run that is not counted.
final class AlternatingRuns {
  private static final String NAMES = "AB";

  private final List<Plan> plans;
  private final int rounds;
  private final PrintWriter out;
  private final boolean terminal;
  private final TextReport text;
  private final List<Result> warmUps = new ArrayList<>();
  private final List<List<Result>> counted;

  /// @param plans one, or two that differ in the server
  /// @param rounds number of counted runs of each of two servers
  AlternatingRuns(List<Plan> plans, int rounds, PrintWriter out, boolean terminal) {
    this.plans = plans;
    this.rounds = plans.size() == 1 ? 1 : rounds;
    this.out = out;
    this.terminal = terminal;
    this.text = new TextReport(out);
    this.counted = plans.stream().<List<Result>>map(_ -> new ArrayList<>()).toList();
  }

  void runAll() throws InterruptedException {
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
    out.println("Each server first gets a short warm-up run.");
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      Progress progress = progress();
      String phase = "warming up %c, not counted".formatted(NAMES.charAt(i));
      Result result = run(plan.toWarmUp(), progress, new OnePhase(phase, progress));
      text.printFaults(result);
      warmUps.add(result);
    }
  }

  /// The completed rounds and the warm-up runs before them; empty without a completed round.
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

  private static Result run(Plan plan, Progress progress, ProgressListener listener)
      throws InterruptedException {
    try {
      return LoadRun.run(plan, listener);
    } finally {
      progress.end();
    }
  }

  /// Reports all phases of a run under one name.
  private record OnePhase(String name, ProgressListener listener) implements ProgressListener {
    @Override
    public void phase(String part) {
      listener.phase(name);
    }

    @Override
    public void progress(double share, String figures) {
      listener.progress(share, figures);
    }
  }
}
