package wsroom.admin;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;
import wsroom.access.EthereumAddress;
import wsroom.http.RoomIdParser;
import wsroom.moderation.TemporaryBlocks;
import wsroom.room.PeerFigures;
import wsroom.session.PeerReport;
import wsroom.session.Selection;

/// Operations on rooms, peers and exclusions.
final class RoomOperations {
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  /// As the timestamps of events.
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final OperatorService operators;

  RoomOperations(OperatorService operators) {
    this.operators = operators;
  }

  List<Operation> all() {
    return List.of(
        new Operation("GET", "/admin/rooms", (Operation.Query) _ -> rooms()),
        new Operation("GET", "/admin/rooms/{roomId}/peers", (Operation.Query) this::peersOfRoom),
        new Operation("POST", "/admin/rooms/{roomId}/close", (Operation.Action) this::close),
        new Operation("POST", "/admin/rooms/{roomId}/open", (Operation.Action) this::open),
        new Operation("GET", "/admin/peers/{address}", (Operation.Query) this::peersOfAddress),
        new Operation("POST", "/admin/peers/{address}/kick", (Operation.Action) this::kick),
        new Operation("POST", "/admin/peers/{address}/pardon", (Operation.Action) this::pardon),
        new Operation("GET", "/admin/exclusions", (Operation.Query) _ -> exclusions()));
  }

  private Response rooms() {
    var census = operators.census();
    return Response.ok(
        json -> {
          json.writeNumberProperty("users", census.users());
          json.writeArrayPropertyStart("rooms");
          for (var room : census.rooms()) {
            json.writeStartObject();
            json.writeStringProperty("roomId", room.roomId());
            json.writeNumberProperty("peers", room.count());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private Response peersOfRoom(Operation.Request request) throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Invalid(String why) -> Response.badRequest(why);
      case RoomIdParser.Room(String roomId) -> peers(new Selection.InRoom(roomId));
    };
  }

  private Response peersOfAddress(Operation.Request request) throws InterruptedException {
    Optional<String> address = address(request);
    return address.isPresent() ? peers(new Selection.OfAddress(address.get())) : invalidAddress();
  }

  private Response peers(Selection selection) throws InterruptedException {
    OperatorService.Peers found = operators.peers(selection);
    return Response.ok(
        json -> {
          json.writeBooleanProperty("complete", found.isComplete());
          json.writeArrayPropertyStart("peers");
          found.peers().forEach(peer -> write(json, peer));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, PeerReport peer) {
    PeerFigures figures = peer.figures();
    json.writeStartObject();
    json.writeStringProperty("roomId", peer.roomId());
    json.writeStringProperty("address", peer.address());
    json.writeNumberProperty("alias", peer.alias());
    json.writeNumberProperty("sessionId", peer.sessionId());
    json.writeStringProperty("joinedAt", MILLIS.format(peer.joinedAt()));
    json.writeNumberProperty("inPackets", figures.inPackets());
    json.writeNumberProperty("inBytes", figures.inBytes());
    json.writeNumberProperty("outUpdates", figures.outUpdates());
    json.writeNumberProperty("outBytes", figures.outBytes());
    json.writeNumberProperty("backlogBytes", figures.backlogBytes());
    json.writeName("roundTripMillis");
    writeMillis(json, figures.roundTripNanos());
    json.writeEndObject();
  }

  private static void writeMillis(JsonGenerator json, OptionalLong nanos) {
    if (nanos.isPresent()) {
      json.writeNumber(nanos.getAsLong() / NANOS_PER_MILLI);
    } else {
      json.writeNull();
    }
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
      return invalidAddress();
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
      return invalidAddress();
    }
    boolean wasExcluded = operators.pardon(address.get());
    AuditLog.onAddress(request.operator(), "pardon", address.get(), details);
    return unblocked(wasExcluded);
  }

  private static Response unblocked(boolean wasExcluded) {
    return Response.ok(json -> json.writeBooleanProperty("wasShutOut", wasExcluded));
  }

  private Response exclusions() {
    return Response.ok(
        json -> {
          write(json, "addresses", "address", operators.bannedAddresses());
          write(json, "rooms", "roomId", operators.closedRooms());
        });
  }

  private static void write(
      JsonGenerator json, String list, String name, List<TemporaryBlocks.Block> exclusions) {
    json.writeArrayPropertyStart(list);
    for (var exclusion : exclusions) {
      json.writeStartObject();
      json.writeStringProperty(name, exclusion.name());
      json.writeStringProperty("until", exclusion.until().toString());
      json.writeStringProperty("reason", exclusion.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static Optional<String> address(Operation.Request request) {
    return EthereumAddress.isValid(request.parameter())
        ? Optional.of(request.parameter().toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static Response invalidAddress() {
    return Response.badRequest("invalid address: must be 0x and 40 hexadecimal digits");
  }
}
