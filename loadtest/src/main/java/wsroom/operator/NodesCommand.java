package wsroom.operator;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `nodes`: lists the nodes of a server's cluster.
@Command(
    name = "nodes",
    description = {"Lists the nodes of the server's cluster, if it is part of one.", ""})
final class NodesCommand extends OperatorCommand {
  private static final String PATH = "/admin/nodes";
  private static final int NOT_FOUND = 404;

  NodesCommand(ToolContext context) {
    super(context);
  }

  @Override
  void run(AdminClient client, Variables variables) throws Failure, InterruptedException {
    if (client.status(PATH) == NOT_FOUND) {
      // The API itself may be missing: this query tells.
      client.get("/admin/server");
      out()
          .println(
              wantsJson() ? "{\"nodes\":[]}" : "no cluster: " + client.server() + " runs alone");
      return;
    }
    AdminClient.Answer answer = client.get(PATH);
    if (wantsJson()) {
      out().println(answer.text());
      return;
    }
    List<Json> nodes = answer.body().get("nodes").items();
    if (nodes.isEmpty()) {
      out().println("no cluster: " + client.server() + " runs alone");
      return;
    }
    // The columns are those that the server has: later servers may tell more of a node.
    List<String> names =
        nodes.getFirst().names().stream()
            .filter(name -> nodes.stream().anyMatch(node -> !node.get(name).text().isEmpty()))
            .toList();
    Table table =
        new Table(names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toArray(String[]::new));
    nodes.forEach(
        node ->
            table.row(names.stream().map(name -> node.get(name).text()).toArray(String[]::new)));
    print(table);
  }
}
