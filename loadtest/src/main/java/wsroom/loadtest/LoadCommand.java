package wsroom.loadtest;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
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
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.Scenario;
import wsroom.loadtest.report.Environment;
import wsroom.loadtest.report.HtmlReport;
import wsroom.loadtest.report.JsonReport;
import wsroom.loadtest.report.Outcome;
import wsroom.loadtest.report.TextReport;

/// `load`: runs a load test and verifies deliveries.
@Command(
    name = "load",
    customSynopsis = "./ws-room load [SCENARIO] [URI] [OPTIONS]",
    description = {
      "Load-tests a ws-room server with full handshakes, and verifies that every reliable update"
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
      "The server's rate limits are sized for real clients: for ramp, start it with"
          + " UPDATE_RATE_PER_PEER=0 UPDATE_BYTES_PER_PEER=0.",
      "",
      "Exit code: 0 if no fault was found, 1 if one was (with --versus: at the first server),"
          + " 2 if the"
          + " command was wrong or no server answered."
    },
    sortOptions = false)
final class LoadCommand implements Callable<Integer> {
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000";

  private static final int ROUNDS = 2;
  private static final int ROUNDS_LIMIT = 100;

  private static final OptionGroups OPTIONS =
      new OptionGroups(
          new OptionGroups.Group(
              "Load:",
              "--rooms",
              "--peers",
              "--rate",
              "--body",
              "--burst",
              "--scatter",
              "--warmup",
              "--duration",
              "--patience"),
          new OptionGroups.Group(
              "Single scenarios:",
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
              "Output:",
              "--pid",
              "--versus",
              "--versus-pid",
              "--rounds",
              "--json",
              "--report",
              "--membership"),
          new OptionGroups.Group(
              "Connection and threads:", "--insecure", "--ca", "--allow-remote", "--threads"));

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
          "the server's process: reports its CPU and memory, and the memory per connection if"
              + " at least"
              + " 1,000 stayed connected for the whole measurement (Linux)")
  private long pid;

  @Option(
      names = "--versus",
      paramLabel = "URI",
      description = "a second server: runs alternate between both, and the figures are compared")
  private @Nullable String versus;

  @Option(names = "--versus-pid", paramLabel = "PID", description = "the second server's process")
  private long versusPid;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "with --versus: measured runs of each server, after a short warm-up run (default: "
              + ROUNDS
              + ")")
  private @Nullable Integer rounds;

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures to a JSON file")
  private @Nullable Path json;

  @Option(names = "--report", paramLabel = "FILE", description = "write an HTML page with plots")
  private @Nullable Path report;

  @Option(
      names = "--allow-remote",
      description = "allow a server on another machine; ask its owner first")
  private boolean allowRemote;

  /// The command, with its options grouped under headings.
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new LoadCommand());
    OPTIONS.applyTo(line);
    line.getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
            _ -> scenarios() + "%nURI of the server: %s by default%n".formatted(DEFAULT_URI));
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
                  scenario == Scenario.ISLAND ? "; the default" : "",
                  sizes(scenario)));
    }
    return text.toString();
  }

  private static String sizes(Scenario scenario) {
    if (scenario == Scenario.TOWN) {
      return "%d rooms of up to %d peers".formatted(scenario.rooms(), scenario.peers());
    }
    return scenario.rooms() == 1
        ? "%d peers".formatted(scenario.peers())
        : "%d rooms of %d peers".formatted(scenario.rooms(), scenario.peers());
  }

  @Override
  public Integer call() throws IOException {
    List<Plan> plans = parsePlans();
    PrintWriter out = line().getOut();
    Environment environment = Environment.here(Instant.now(), versions(plans));
    AlternatingRuns runs =
        new AlternatingRuns(plans, rounds == null ? ROUNDS : rounds, out, isTerminal());
    try (ShutdownInterrupt _ = ShutdownInterrupt.interrupting(Thread.currentThread())) {
      try {
        runs.runAll();
      } catch (InterruptedException interrupted) {
        out.println("Interrupted. The run in progress is not counted.");
      }
      return conclude(runs.outcome(), environment, out);
    }
  }

  /// Asked only for a report, so that a run without one sends no other request.
  private Map<String, String> versions(List<Plan> plans) {
    Map<String, String> versions = new HashMap<>();
    if (json == null && report == null) {
      return versions;
    }
    for (Plan plan : plans) {
      versions.put(plan.target().toString(), ServerVersion.of(plan.target(), plan.trust()));
    }
    return versions;
  }

  private int conclude(Optional<Outcome> outcome, Environment environment, PrintWriter out)
      throws IOException {
    out.flush();
    if (outcome.isEmpty()) {
      return 1;
    }
    if (outcome.get().isComparison()) {
      new TextReport(out).print(outcome.get().comparison());
    }
    if (json != null) {
      JsonReport.write(json, outcome.get(), environment);
    }
    if (report != null) {
      HtmlReport.write(report, outcome.get(), environment);
    }
    return outcome.get().passed() ? 0 : 1;
  }

  private List<Plan> parsePlans() {
    try {
      Scenario scenario =
          Scenario.of(single("scenario", argument -> !isUri(argument), Scenario.ISLAND.key()));
      String uri = single("URI", LoadCommand::isUri, DEFAULT_URI);
      requireWritable("--json", json);
      requireWritable("--report", report);
      if (rounds != null && (rounds < 1 || rounds > ROUNDS_LIMIT)) {
        reject("--rounds must be 1 to %d, was %d".formatted(ROUNDS_LIMIT, rounds));
      }
      if (versus == null && (rounds != null || versusPid != 0)) {
        reject("--rounds and --versus-pid require --versus");
      }
      Plan plan = options.plan(scenario, TargetCheck.target(uri, allowRemote), pid);
      plan.check();
      if (versus == null) {
        return List.of(plan);
      }
      if (scenario == Scenario.STALL && versusPid == 0) {
        throw new IllegalArgumentException("stall pauses both servers: --versus-pid is required");
      }
      Plan other = plan.at(TargetCheck.target(versus, allowRemote), versusPid);
      other.check();
      return List.of(plan, other);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(line(), String.valueOf(wrong.getMessage()));
    }
  }

  private static boolean isUri(String argument) {
    return argument.contains("://");
  }

  /// The only argument that matches, or the default.
  private String single(String kind, Predicate<String> isOne, String otherwise) {
    List<String> found = arguments.stream().filter(isOne).toList();
    if (found.size() > 1) {
      reject("only one %s is allowed, got %s".formatted(kind, String.join(" and ", found)));
    }
    return found.isEmpty() ? otherwise : found.getFirst();
  }

  /// Checked before the run, so that its figures are not lost after it.
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
      reject("%s: %s cannot be written".formatted(option, file));
    }
  }

  private static void reject(String sentence) {
    throw new IllegalArgumentException(sentence);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
