package wsroom.loadtest;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import wsroom.loadtest.report.HtmlReport;
import wsroom.loadtest.report.JsonReport;
import wsroom.loadtest.report.Outcome;
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

  private static final int ROUNDS = 2;
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
              "--scatter",
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
      description =
          "with --versus: turns of each server that count, after a short one that does not"
              + " (default: "
              + ROUNDS
              + ")")
  private @Nullable Integer rounds;

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
    if (scenario == Scenario.TOWN) {
      return "%d rooms of up to %d peers".formatted(scenario.rooms(), scenario.peers());
    }
    return scenario.rooms() == 1
        ? "%d peers".formatted(scenario.peers())
        : "%d rooms of %d peers".formatted(scenario.rooms(), scenario.peers());
  }

  @Override
  public Integer call() throws IOException {
    List<Plan> plans = plansOrComplain();
    PrintWriter out = line().getOut();
    Turns turns = new Turns(plans, rounds == null ? ROUNDS : rounds, out, isTerminal());
    try (EndRequest _ = EndRequest.interrupting(Thread.currentThread())) {
      try {
        turns.take();
      } catch (InterruptedException told) {
        out.println("Stopped. What was under way is not in the figures.");
      }
      return conclude(turns.outcome(), out);
    }
  }

  private int conclude(Optional<Outcome> outcome, PrintWriter out) throws IOException {
    out.flush();
    if (outcome.isEmpty()) {
      return 1;
    }
    if (outcome.get().isComparison()) {
      new TextReport(out).print(outcome.get().comparison());
    }
    if (json != null) {
      JsonReport.write(json, outcome.get());
    }
    if (report != null) {
      HtmlReport.write(report, outcome.get());
    }
    return outcome.get().passed() ? 0 : 1;
  }

  private List<Plan> plansOrComplain() {
    try {
      Scenario scenario =
          Scenario.of(only("scenario", argument -> !isUri(argument), Scenario.ISLAND.key()));
      String uri = only("URI", LoadCommand::isUri, DEFAULT_URI);
      requireWritable("--json", json);
      requireWritable("--report", report);
      if (rounds != null && (rounds < 1 || rounds > ROUNDS_LIMIT)) {
        refuse("--rounds must be 1 to %d, was %d".formatted(ROUNDS_LIMIT, rounds));
      }
      if (versus == null && (rounds != null || versusPid != 0)) {
        refuse("--rounds and --versus-pid are about two servers: --versus is needed");
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

  private static boolean isUri(String argument) {
    return argument.contains("://");
  }

  /// The one argument of that kind.
  private String only(String kind, Predicate<String> isOne, String otherwise) {
    List<String> found = arguments.stream().filter(isOne).toList();
    if (found.size() > 1) {
      refuse("one %s at a time, not %s".formatted(kind, String.join(" and ", found)));
    }
    return found.isEmpty() ? otherwise : found.getFirst();
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
