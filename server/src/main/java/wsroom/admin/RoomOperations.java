package wsroom.admin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import wsroom.access.EthereumAddress;
import wsroom.config.OperatorAct;
import wsroom.config.TokenScope;
import wsroom.http.RoomIdParser;
import wsroom.room.RoomLooks;
import wsroom.session.Selection;

/// Operations on rooms, peers and exclusions. Each shows and changes only what the token covers.
final class RoomOperations {
  private final OperatorService operators;

  RoomOperations(OperatorService operators) {
    this.operators = operators;
  }

  List<Operation> all() {
    return List.of(
        new Operation(
            "GET", "/admin/rooms", Need.toRead(Need.Reach.COVERED), (Operation.Query) this::rooms),
        new Operation(
            "GET",
            "/admin/rooms/{roomId}/positions",
            Need.toRead(Need.Reach.ROOM),
            (Operation.Query) this::positions),
        new Operation(
            "GET",
            "/admin/rooms/{roomId}/peers",
            Need.toRead(Need.Reach.ROOM),
            (Operation.Query) this::peersOfRoom),
        new Operation(
            "POST",
            "/admin/rooms/{roomId}/close",
            Need.to(OperatorAct.CLOSE, Need.Reach.ROOM),
            (Operation.Action) this::close),
        new Operation(
            "POST",
            "/admin/rooms/{roomId}/open",
            Need.to(OperatorAct.CLOSE, Need.Reach.ROOM),
            (Operation.Action) this::open),
        new Operation(
            "POST",
            "/admin/rooms/{roomId}/peers/{address}/kick",
            Need.to(OperatorAct.KICK, Need.Reach.ROOM),
            (Operation.Action) this::kickFromRoom),
        new Operation(
            "POST",
            "/admin/rooms/{roomId}/peers/{address}/pardon",
            Need.to(OperatorAct.KICK, Need.Reach.ROOM),
            (Operation.Action) this::pardonInRoom),
        new Operation(
            "GET",
            "/admin/peers/{address}",
            Need.toRead(Need.Reach.COVERED),
            (Operation.Query) this::peersOfAddress),
        new Operation(
            "POST",
            "/admin/peers/{address}/kick",
            Need.to(OperatorAct.KICK, Need.Reach.SERVER),
            (Operation.Action) this::kick),
        new Operation(
            "POST",
            "/admin/peers/{address}/pardon",
            Need.to(OperatorAct.KICK, Need.Reach.SERVER),
            (Operation.Action) this::pardon),
        new Operation(
            "GET",
            "/admin/exclusions",
            Need.toRead(Need.Reach.COVERED),
            (Operation.Query) this::exclusions));
  }

  private Response rooms(Operation.Request request) throws InterruptedException {
    OperatorService.Rooms found = operators.rooms(request.operator().scope());
    return Response.ok(
        json -> {
          json.writeNumberProperty("users", found.users());
          json.writeBooleanProperty("complete", found.isComplete());
          json.writeArrayPropertyStart("rooms");
          found.rooms().forEach(room -> FigureJson.write(json, room));
          json.writeEndArray();
        });
  }

  private Response positions(Operation.Request request) throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        OperatorService.Positions found = operators.positions(roomId);
        yield found.views().stream().allMatch(RoomLooks.View::isWatched)
            ? Response.ok(json -> FigureJson.write(json, found))
            : Response.error(
                503, "Service Unavailable", "too many rooms are looked at; try again in a moment");
      }
    };
  }

  private Response peersOfRoom(Operation.Request request) throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> peers(request, new Selection.InRoom(roomId));
    };
  }

  private Response peersOfAddress(Operation.Request request) throws InterruptedException {
    Optional<String> address = address(request);
    return address.isPresent()
        ? peers(request, new Selection.OfAddress(address.get()))
        : Response.invalidAddress();
  }

  /// Peers in rooms that the token does not cover are left out.
  private Response peers(Operation.Request request, Selection selection)
      throws InterruptedException {
    OperatorService.Peers found = operators.peers(selection);
    TokenScope scope = request.operator().scope();
    return Response.ok(
        json -> {
          json.writeBooleanProperty("complete", found.isComplete());
          json.writeArrayPropertyStart("peers");
          found.peers().stream()
              .filter(peer -> scope.coversRoom(peer.roomId()))
              .forEach(peer -> FigureJson.write(json, peer));
          json.writeEndArray();
        });
  }

  private Response close(Operation.Request request, ActionRequest details)
      throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        Optional<OperatorService.ActionResult> result = operators.close(roomId, details);
        result.ifPresent(_ -> AuditLog.onRoom(request.operator(), "close", roomId, details));
        yield ended(result);
      }
    };
  }

  private Response kick(Operation.Request request, ActionRequest details)
      throws InterruptedException {
    Optional<String> address = address(request);
    if (address.isEmpty()) {
      return Response.invalidAddress();
    }
    Optional<OperatorService.ActionResult> result = operators.kick(address.get(), details);
    result.ifPresent(_ -> AuditLog.onAddress(request.operator(), "kick", address.get(), details));
    return ended(result);
  }

  private static Response ended(Optional<OperatorService.ActionResult> result) {
    if (result.isEmpty()) {
      return Response.error(503, "Service Unavailable", "too many exclusions; nothing was done");
    }
    OperatorService.ActionResult ended = result.get();
    return Response.ok(
        json -> {
          json.writeBooleanProperty("complete", ended.isComplete());
          json.writeNumberProperty("sessionsEnded", ended.ended());
          json.writeName("until");
          if (ended.until().isPresent()) {
            json.writeString(ended.until().get().toString());
          } else {
            json.writeNull();
          }
        });
  }

  private Response open(Operation.Request request, ActionRequest details) {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        boolean wasExcluded = operators.open(roomId);
        AuditLog.onRoom(request.operator(), "open", roomId, details);
        yield unblocked(wasExcluded);
      }
    };
  }

  private Response pardon(Operation.Request request, ActionRequest details) {
    Optional<String> address = address(request);
    if (address.isEmpty()) {
      return Response.invalidAddress();
    }
    boolean wasExcluded = operators.pardon(address.get());
    AuditLog.onAddress(request.operator(), "pardon", address.get(), details);
    return unblocked(wasExcluded);
  }

  private static Response unblocked(boolean wasExcluded) {
    return Response.ok(json -> json.writeBooleanProperty("wasShutOut", wasExcluded));
  }

  /// Blocks of addresses in all rooms are shown to tokens that cover all rooms.
  private Response exclusions(Operation.Request request) {
    TokenScope scope = request.operator().scope();
    return Response.ok(json -> BlockJson.write(json, operators, scope));
  }

  private Response kickFromRoom(Operation.Request request, ActionRequest details)
      throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        Optional<String> address = address(request);
        if (address.isEmpty()) {
          yield Response.invalidAddress();
        }
        Optional<OperatorService.ActionResult> result =
            operators.kick(address.get(), roomId, details);
        result.ifPresent(
            _ -> AuditLog.onPeer(request.operator(), "kick", address.get(), roomId, details));
        yield ended(result);
      }
    };
  }

  private Response pardonInRoom(Operation.Request request, ActionRequest details) {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        Optional<String> address = address(request);
        if (address.isEmpty()) {
          yield Response.invalidAddress();
        }
        boolean wasExcluded = operators.pardon(address.get(), roomId);
        AuditLog.onPeer(request.operator(), "pardon", address.get(), roomId, details);
        yield unblocked(wasExcluded);
      }
    };
  }

  private static Optional<String> address(Operation.Request request) {
    String given = request.parameters().getLast();
    return EthereumAddress.isValid(given)
        ? Optional.of(given.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
