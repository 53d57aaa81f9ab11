package wsroom.loadtest;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wsroom.loadtest.client.Target;
import wsroom.loadtest.load.LoadRun;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.load.Scenario;
import wsroom.loadtest.report.JsonReport;
import wsroom.loadtest.report.Progress;
import wsroom.loadtest.report.TextReport;

/// `load`: puts a server under load and checks what it does.
@Command(
    name = "load",
    description = {
      "Puts a ws-room server under load with real handshakes, and checks that every reliable update"
          + " reaches every other member of its room exactly once and in order.",
      "",
      "Scenarios: island (default), city, crowd, churn, idle, stall, slow, ramp."
    },
    footer = {
      "",
      "Exit code: 0 if nothing was missing or wrong, 1 if something was, 2 if the command was wrong"
          + " or no server answered."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LoadCommand implements Callable<Integer> {
  private static final int CONNECT_LIMIT_MILLIS = 5_000;
  private static final String DEFAULT_URI = "ws://127.0.0.1:5000";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private LoadOptions options = new LoadOptions();

  @Parameters(
      arity = "0..2",
      paramLabel = "SCENARIO URI",
      description = "what to do, and the server (default: island " + DEFAULT_URI + ")")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "the server's process: shows its CPU and memory (Linux)")
  private long pid;

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures as JSON")
  private @Nullable Path json;

  @Option(
      names = "--allow-remote",
      description = "load a server that is not on this machine; ask its owner first")
  private boolean allowRemote;

  @Override
  public Integer call() throws InterruptedException, IOException {
    Plan plan = planOrComplain();
    PrintWriter out = line().getOut();
    Progress progress = new Progress(out, isTerminal(), InstantSource.system());
    Result result;
    try {
      result = LoadRun.run(plan, progress);
    } finally {
      progress.end();
    }
    new TextReport(out).print(result);
    if (json != null) {
      JsonReport.write(json, List.of(result));
    }
    return result.passed() ? 0 : 1;
  }

  private Plan planOrComplain() {
    try {
      Scenario scenario = Scenario.ISLAND;
      String uri = DEFAULT_URI;
      for (String argument : arguments) {
        if (argument.contains("://")) {
          uri = argument;
        } else {
          scenario = scenarioOf(argument);
        }
      }
      return options.plan(scenario, target(uri), pid);
    } catch (IllegalArgumentException wrong) {
      throw complaint(String.valueOf(wrong.getMessage()));
    }
  }

  private static Scenario scenarioOf(String name) {
    for (Scenario scenario : Scenario.values()) {
      if (scenario.key().equals(name)) {
        return scenario;
      }
    }
    throw new IllegalArgumentException("no scenario \"" + name + "\"");
  }

  private Target target(String uri) {
    Target target = Target.parse(uri);
    if (!target.isLoopback() && !allowRemote) {
      throw new IllegalArgumentException(
          target + " is not on this machine. If its owner agrees, add --allow-remote");
    }
    try (Socket socket = new Socket()) {
      socket.connect(target.address(), CONNECT_LIMIT_MILLIS);
    } catch (IOException refused) {
      throw new IllegalArgumentException(
          "no server at %s: %s".formatted(target, refused.getMessage()), refused);
    }
    return target;
  }

  private ParameterException complaint(String message) {
    return new ParameterException(line(), message);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
