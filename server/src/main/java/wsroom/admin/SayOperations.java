package wsroom.admin;

import java.util.List;
import java.util.Locale;
import wsroom.access.EthereumAddress;
import wsroom.config.OperatorAct;
import wsroom.http.RoomIdParser;
import wsroom.session.Audience;
import wsroom.session.Selection;

/// Operations that say something to peers.
final class SayOperations {
  private final OperatorService operators;
  private final SayLimit limit;

  SayOperations(OperatorService operators, SayLimit limit) {
    this.operators = operators;
    this.limit = limit;
  }

  List<Operation> all() {
    return List.of(
        new Operation(
            "POST", "/admin/say", need(Need.Reach.SERVER), (Operation.Speech) this::toAll),
        new Operation(
            "POST",
            "/admin/rooms/{roomId}/say",
            need(Need.Reach.ROOM),
            (Operation.Speech) this::toRoom),
        new Operation(
            "POST",
            "/admin/rooms/{roomId}/peers/{address}/say",
            need(Need.Reach.ROOM),
            (Operation.Speech) this::toAddressInRoom),
        new Operation(
            "POST",
            "/admin/peers/{address}/say",
            need(Need.Reach.SERVER),
            (Operation.Speech) this::toAddress));
  }

  private static Need need(Need.Reach reach) {
    return Need.to(OperatorAct.SAY, reach);
  }

  private Response toAll(Operation.Request request, SayRequest say) throws InterruptedException {
    return say(request, new Target("", ""), new Audience.Everyone(), say);
  }

  private Response toRoom(Operation.Request request, SayRequest say) throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) ->
          say(request, new Target("", roomId), new Audience.InRoom(roomId), say);
    };
  }

  private Response toAddressInRoom(Operation.Request request, SayRequest say)
      throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        String given = request.parameters().getLast();
        if (!EthereumAddress.isValid(given)) {
          yield Response.invalidAddress();
        }
        String address = given.toLowerCase(Locale.ROOT);
        var selection = new Selection.OfAddressInRoom(address, roomId);
        yield say(request, new Target(address, roomId), new Audience.Selected(selection), say);
      }
    };
  }

  private Response toAddress(Operation.Request request, SayRequest say)
      throws InterruptedException {
    if (!EthereumAddress.isValid(request.parameter())) {
      return Response.invalidAddress();
    }
    String address = request.parameter().toLowerCase(Locale.ROOT);
    return say(
        request,
        new Target(address, ""),
        new Audience.Selected(new Selection.OfAddress(address)),
        say);
  }

  /// For the log.
  ///
  /// @param address, `roomId` empty if it is not limited to one
  private record Target(String address, String roomId) {}

  private Response say(Operation.Request request, Target target, Audience audience, SayRequest say)
      throws InterruptedException {
    if (!limit.take()) {
      return Response.error(
          429, "Too Many Requests", "too many announcements at once; try again in a moment");
    }
    AuditLog.said(request.operator(), target.address(), target.roomId(), say.text());
    OperatorService.Heard heard = operators.say(audience, say.text());
    return Response.ok(
        json -> {
          json.writeBooleanProperty("complete", heard.isComplete());
          json.writeNumberProperty("peers", heard.peers());
        });
  }
}
