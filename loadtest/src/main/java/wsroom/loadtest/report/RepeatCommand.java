package wsroom.loadtest.report;

import java.util.List;
import java.util.Map;
import wsroom.loadtest.load.Plan;
import wsroom.loadtest.load.Result;

/// The command that repeats runs.
final class RepeatCommand {
  private RepeatCommand() {}

  /// The command line that repeats the runs of one server, or of two. Process ids are placeholders,
  /// as they will have changed.
  static String command(List<List<Result>> servers) {
    Plan plan = servers.getFirst().getFirst().plan();
    StringBuilder command = new StringBuilder("./ws-room load");
    for (Map.Entry<String, String> setting : plan.settings().entrySet()) {
      switch (setting.getKey()) {
        case "scenario", "server" -> command.append(' ').append(quoted(setting.getValue()));
        case "mix" -> {} // the default without a body size
        default -> {
          command.append(" --").append(setting.getKey());
          if (!setting.getValue().isEmpty()) {
            command.append(' ').append(quoted(setting.getValue()));
          }
        }
      }
    }
    if (plan.pid() != 0) {
      command.append(" --pid PID");
    }
    if (servers.size() > 1) {
      Plan other = servers.getLast().getFirst().plan();
      command.append(" --versus ").append(other.target());
      command.append(" --rounds ").append(servers.getFirst().size());
      if (other.pid() != 0) {
        command.append(" --versus-pid PID");
      }
    }
    if (!plan.target().isLoopback()) {
      command.append(" --allow-remote");
    }
    return command.toString();
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./:%\\[\\]-]+")
        ? value
        : "'" + value.replace("'", "'\\''") + "'";
  }
}
