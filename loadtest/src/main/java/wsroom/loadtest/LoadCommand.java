package wsroom.loadtest;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wsroom.loadtest.load.LoadRun;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.load.Scenario;
import wsroom.loadtest.report.Comparison;
import wsroom.loadtest.report.HtmlReport;
import wsroom.loadtest.report.JsonReport;
import wsroom.loadtest.report.Progress;
import wsroom.loadtest.report.TextReport;

/// `load`: puts a server under load and checks what it does.
@Command(
    name = "load",
    customSynopsis = "./ws-room load [SCENARIO] [URI] [OPTIONS]",
    description = {
      "Puts a ws-room server under load with real handshakes, and checks that every reliable update"
          + " reaches every other member of its room exactly once and in order.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./ws-room load",
      "  ./ws-room load city --rooms 50 --peers 20 --report city.html",
      "  ./ws-room load island ws://127.0.0.1:5000 --versus ws://127.0.0.1:5001",
      "  ./ws-room load ramp --pid $(pgrep -f ws-room-server.jar)",
      "",
      "The server's limits are made for real clients: for ramp, start it with"
          + " UPDATE_RATE_PER_PEER=0 UPDATE_BYTES_PER_PEER=0.",
      "",
      "Exit code: 0 if nothing was missing or wrong, 1 if something was (with --versus: at the first"
          + " server), 2 if the command was wrong or no server answered."
    },
    sortOptions = false)
final class LoadCommand implements Callable<Integer> {
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000";

  private static final int ROUNDS_LIMIT = 100;

  private static final OptionGroups OPTIONS =
      new OptionGroups(
          new OptionGroups.Group(
              "How much:",
              "--rooms",
              "--peers",
              "--rate",
              "--body",
              "--burst",
              "--warmup",
              "--duration",
              "--patience"),
          new OptionGroups.Group(
              "For some scenarios:",
              "--churn",
              "--slow",
              "--stall",
              "--bursters",
              "--burst-body",
              "--burst-every",
              "--p99",
              "--precision",
              "--joins"),
          new OptionGroups.Group(
              "What is shown:",
              "--pid",
              "--versus",
              "--versus-pid",
              "--rounds",
              "--json",
              "--report",
              "--membership"),
          new OptionGroups.Group(
              "The connection, and this tool:",
              "--insecure",
              "--ca",
              "--allow-remote",
              "--threads"));

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..2",
      paramLabel = "[SCENARIO] [URI]",
      hideParamSyntax = true,
      hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Mixin private LoadOptions options = new LoadOptions();

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description =
          "the server's process: shows its CPU and memory, and what a connection costs at the end of"
              + " the measured time if 1,000 and more were there all along (Linux)")
  private long pid;

  @Option(
      names = "--versus",
      paramLabel = "URI",
      description = "a second server: both take turns, and their figures are compared")
  private @Nullable String versus;

  @Option(names = "--versus-pid", paramLabel = "PID", description = "the second server's process")
  private long versusPid;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "with --versus: turns of each server (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures as JSON")
  private @Nullable Path json;

  @Option(names = "--report", paramLabel = "FILE", description = "write a page with plots, HTML")
  private @Nullable Path report;

  @Option(
      names = "--allow-remote",
      description = "load a server that is not on this machine; ask its owner first")
  private boolean allowRemote;

  /// The command as picocli knows it, its help under headings.
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new LoadCommand());
    OPTIONS.applyTo(line);
    line.getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
            _ -> scenarios() + "%nURI of the server: %s if not given%n".formatted(DEFAULT_URI));
    return line;
  }

  private static String scenarios() {
    StringBuilder text = new StringBuilder("Scenarios:%n".formatted());
    for (Scenario scenario : Scenario.values()) {
      text.append(
          "  %-7s %s%s (%s)%n"
              .formatted(
                  scenario.key(),
                  scenario.explanation(),
                  scenario == Scenario.ISLAND ? "; what is done if none is given" : "",
                  sizes(scenario)));
    }
    return text.toString();
  }

  private static String sizes(Scenario scenario) {
    return scenario.rooms() == 1
        ? "%d peers".formatted(scenario.peers())
        : "%d rooms of %d peers".formatted(scenario.rooms(), scenario.peers());
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    List<Plan> plans = plansOrComplain();
    PrintWriter out = line().getOut();
    TextReport text = new TextReport(out);
    List<List<Result>> results = new ArrayList<>();
    plans.forEach(_ -> results.add(new ArrayList<>()));
    for (int round = 0; round < (plans.size() == 1 ? 1 : rounds); round++) {
      for (int i = 0; i < plans.size(); i++) {
        if (plans.size() > 1) {
          out.printf("%nRound %d: %s%n", round + 1, plans.get(i).target());
        }
        Result result = run(plans.get(i), out);
        text.print(result);
        results.get(i).add(result);
      }
    }
    if (results.size() > 1) {
      text.print(Comparison.of(results.getFirst(), results.getLast()));
    }
    write(results);
    return results.getFirst().stream().allMatch(Result::passed) ? 0 : 1;
  }

  private static Result run(Plan plan, PrintWriter out) throws InterruptedException {
    Progress progress = new Progress(out, isTerminal(), InstantSource.system());
    try {
      return LoadRun.run(plan, progress);
    } finally {
      progress.end();
    }
  }

  private void write(List<List<Result>> results) throws IOException {
    if (json != null) {
      JsonReport.write(json, results);
    }
    if (report != null) {
      HtmlReport.write(report, results);
    }
  }

  private List<Plan> plansOrComplain() {
    try {
      Scenario scenario = Scenario.ISLAND;
      String uri = DEFAULT_URI;
      for (String argument : arguments) {
        if (argument.contains("://")) {
          uri = argument;
        } else {
          scenario = Scenario.of(argument);
        }
      }
      requireWritable("--json", json);
      requireWritable("--report", report);
      if (rounds < 1 || rounds > ROUNDS_LIMIT) {
        throw new IllegalArgumentException(
            "--rounds must be 1 to %d, was %d".formatted(ROUNDS_LIMIT, rounds));
      }
      Plan plan = options.plan(scenario, Reachable.target(uri, allowRemote), pid);
      plan.check();
      if (versus == null) {
        return List.of(plan);
      }
      if (scenario == Scenario.STALL && versusPid == 0) {
        throw new IllegalArgumentException("stall pauses both servers: --versus-pid is needed");
      }
      Plan other = plan.at(Reachable.target(versus, allowRemote), versusPid);
      other.check();
      return List.of(plan, other);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(line(), String.valueOf(wrong.getMessage()));
    }
  }

  /// Before the run: after it, its figures would be lost.
  private static void requireWritable(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(file)
            ? Files.isRegularFile(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (!writable) {
      refuse("%s: %s cannot be written".formatted(option, file));
    }
  }

  private static void refuse(String sentence) {
    throw new IllegalArgumentException(sentence);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
