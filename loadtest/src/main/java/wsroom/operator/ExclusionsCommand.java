package wsroom.operator;

import picocli.CommandLine.Command;

/// `exclusions`: lists blocked addresses and closed rooms.
@Command(
    name = "exclusions",
    description = {
      "Lists the addresses that are blocked and the rooms that are closed for now.",
      ""
    })
final class ExclusionsCommand extends OperatorCommand {
  ExclusionsCommand(ToolContext context) {
    super(context);
  }

  @Override
  void run(AdminClient client, Variables variables) throws Failure, InterruptedException {
    AdminClient.Answer answer = client.get("/admin/exclusions");
    if (wantsJson()) {
      out().println(answer.text());
      return;
    }
    Table table = new Table("ADDRESS OR ROOM", "UNTIL", "REASON");
    for (Json one : answer.body().get("addresses").items()) {
      table.row(
          one.get("address").text(),
          Figures.time(one.get("until").text()),
          one.get("reason").text());
    }
    for (Json one : answer.body().get("rooms").items()) {
      table.row(
          one.get("roomId").text(),
          Figures.time(one.get("until").text()),
          one.get("reason").text());
    }
    if (table.isEmpty()) {
      out().println("no address is blocked, and no room is closed");
    } else {
      print(table);
    }
  }
}
