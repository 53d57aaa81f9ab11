package wsroom.operator;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that asks one server: finds it, and turns a [Failure] into a line and an exit code.
abstract class OperatorCommand implements Callable<Integer> {
  private final ToolContext context;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(names = "--json", description = "print the server's answer as JSON")
  private boolean json;

  OperatorCommand(ToolContext context) {
    this.context = context;
  }

  /// Does the command's work.
  abstract void run(AdminClient client, Variables variables) throws Failure, InterruptedException;

  /// Whether the command is useless without a token.
  boolean needsToken() {
    return true;
  }

  @Override
  public final Integer call() {
    Variables variables;
    try {
      variables = server.variables(context);
    } catch (IllegalArgumentException wrong) {
      throw usageError(String.valueOf(wrong.getMessage()));
    }
    try (AdminClient client = server.connect(variables)) {
      if (needsToken() && !client.hasToken()) {
        throw new IllegalArgumentException(
            "an operator's token is needed: --token, WS_ROOM_TOKEN or ADMIN_TOKEN");
      }
      run(client, variables);
      return CommandLine.ExitCode.OK;
    } catch (IllegalArgumentException wrong) {
      throw usageError(String.valueOf(wrong.getMessage()));
    } catch (Failure failure) {
      line().getErr().println("ws-room: " + Style.clean(String.valueOf(failure.getMessage())));
      return failure.exitCode();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  final ToolContext context() {
    return context;
  }

  final boolean wantsJson() {
    return json;
  }

  final PrintWriter out() {
    return line().getOut();
  }

  final void print(Table table) {
    table.lines(context.style()).forEach(out()::println);
  }

  final ParameterException usageError(String what) {
    return new ParameterException(line(), what);
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }
}
