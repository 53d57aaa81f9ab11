package wsroom.operator;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `peers`: lists the peers of a room, or the sessions of an address.
@Command(
    name = "peers",
    description = {
      "Lists the peers of a room with their figures, or the sessions of one address.",
      "A round trip is known from the second query on.",
      ""
    })
final class PeersCommand extends OperatorCommand {
  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  /// A room or an address.
  static final class Which {
    @Parameters(index = "0", paramLabel = "ROOM", description = "the room's id, not encoded")
    private @Nullable String room;

    @Option(names = "--address", paramLabel = "ADDRESS", description = "0x and 40 digits")
    private @Nullable String address;
  }

  PeersCommand(ToolContext context) {
    super(context);
  }

  @Override
  void run(AdminClient client, Variables variables) throws Failure, InterruptedException {
    boolean ofRoom = which.room != null;
    String path =
        ofRoom
            ? "/admin/rooms/" + AdminClient.encoded(String.valueOf(which.room)) + "/peers"
            : "/admin/peers/" + AdminClient.encoded(String.valueOf(which.address));
    AdminClient.Answer answer = client.get(path);
    if (wantsJson()) {
      out().println(answer.text());
      return;
    }
    Table table =
        new Table(
            ofRoom ? "ADDRESS" : "ROOM",
            ">ALIAS",
            ">JOINED",
            ">PACKETS IN",
            ">UPDATES OUT",
            ">BYTES OUT",
            ">BACKLOG",
            ">ROUND TRIP");
    for (Json peer : answer.body().get("peers").items()) {
      String roundTrip = peer.get("roundTripMillis").text();
      table.row(
          peer.get(ofRoom ? "address" : "roomId").text(),
          peer.get("alias").text(),
          age(peer.get("joinedAt").text()),
          Figures.count(peer.get("inPackets").decimal()),
          Figures.count(peer.get("outUpdates").decimal()),
          Figures.bytes(peer.get("outBytes").decimal()),
          Figures.bytes(peer.get("backlogBytes").decimal()),
          roundTrip.isEmpty() ? "-" : Figures.millis(peer.get("roundTripMillis").decimal() / 1000));
    }
    if (table.isEmpty()) {
      out().println(ofRoom ? "nobody is in this room" : "this address has no session");
    } else {
      print(table);
    }
    if (!answer.body().get("complete").isTrue()) {
      out().println("incomplete: a busy I/O thread did not answer within a second");
    }
  }

  private String age(String time) {
    try {
      return Figures.duration(Duration.between(Instant.parse(time), context().clock().instant()));
    } catch (DateTimeParseException e) {
      return "-";
    }
  }
}
