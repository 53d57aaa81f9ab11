package wsroom.operator;

import java.util.Comparator;
import picocli.CommandLine.Command;

/// `rooms`: lists the rooms of a server.
@Command(
    name = "rooms",
    description = {"Lists the rooms that have peers, the fullest first.", ""})
final class RoomsCommand extends OperatorCommand {
  RoomsCommand(ToolContext context) {
    super(context);
  }

  @Override
  void run(AdminClient client, Variables variables) throws Failure, InterruptedException {
    AdminClient.Answer answer = client.get("/admin/rooms");
    if (wantsJson()) {
      out().println(answer.text());
      return;
    }
    Table table = new Table("ROOM", ">PEERS");
    answer.body().get("rooms").items().stream()
        .sorted(Comparator.comparingLong((Json room) -> room.get("peers").number()).reversed())
        .forEach(room -> table.row(room.get("roomId").text(), room.get("peers").text()));
    if (table.isEmpty()) {
      out().println("no rooms: nobody is here");
    } else {
      print(table);
    }
  }
}
