package wsroom.admin;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;
import wsroom.http.RoomIdParser;
import wsroom.room.PeerFigures;
import wsroom.session.EthereumAddress;
import wsroom.session.Exclusions;
import wsroom.session.PeerReport;
import wsroom.session.Selection;

/// Rooms, their peers, and who must go.
final class RoomOperations {
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  /// As the events are dated.
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final Desk desk;

  RoomOperations(Desk desk) {
    this.desk = desk;
  }

  List<Operation> all() {
    return List.of(
        new Operation("GET", "/admin/rooms", (Operation.Look) _ -> rooms()),
        new Operation("GET", "/admin/rooms/{roomId}/peers", (Operation.Look) this::peersOfRoom),
        new Operation("POST", "/admin/rooms/{roomId}/close", (Operation.Deed) this::close),
        new Operation("POST", "/admin/rooms/{roomId}/open", (Operation.Deed) this::open),
        new Operation("GET", "/admin/peers/{address}", (Operation.Look) this::peersOfAddress),
        new Operation("POST", "/admin/peers/{address}/kick", (Operation.Deed) this::kick),
        new Operation("POST", "/admin/peers/{address}/pardon", (Operation.Deed) this::pardon),
        new Operation("GET", "/admin/exclusions", (Operation.Look) _ -> exclusions()));
  }

  private Answer rooms() {
    var census = desk.census();
    return Answer.ok(
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

  private Answer peersOfRoom(Operation.Request request) throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Wrong(String why) -> Answer.badRequest(why);
      case RoomIdParser.Room(String roomId) -> peers(new Selection.InRoom(roomId));
    };
  }

  private Answer peersOfAddress(Operation.Request request) throws InterruptedException {
    Optional<String> address = address(request);
    return address.isPresent() ? peers(new Selection.OfAddress(address.get())) : noAddress();
  }

  private Answer peers(Selection whom) throws InterruptedException {
    Desk.Peers found = desk.peers(whom);
    return Answer.ok(
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

  private Answer close(Operation.Request request, Act act) throws InterruptedException {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Wrong(String why) -> Answer.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        Optional<Desk.Thrown> thrown = desk.close(roomId, act);
        thrown.ifPresent(_ -> Audit.onRoom(request.operator(), "close", roomId, act));
        yield thrown(thrown);
      }
    };
  }

  private Answer kick(Operation.Request request, Act act) throws InterruptedException {
    Optional<String> address = address(request);
    if (address.isEmpty()) {
      return noAddress();
    }
    Optional<Desk.Thrown> thrown = desk.kick(address.get(), act);
    thrown.ifPresent(_ -> Audit.onAddress(request.operator(), "kick", address.get(), act));
    return thrown(thrown);
  }

  private static Answer thrown(Optional<Desk.Thrown> result) {
    if (result.isEmpty()) {
      return Answer.refusal(
          503, "Service Unavailable", "too many are shut out already; nothing was done");
    }
    Desk.Thrown thrown = result.get();
    return Answer.ok(
        json -> {
          json.writeBooleanProperty("complete", thrown.isComplete());
          json.writeNumberProperty("sessionsEnded", thrown.ended());
          json.writeName("until");
          if (thrown.until().isPresent()) {
            json.writeString(thrown.until().get().toString());
          } else {
            json.writeNull();
          }
        });
  }

  private Answer open(Operation.Request request, Act act) {
    return switch (RoomIdParser.parse(request.parameter())) {
      case RoomIdParser.Wrong(String why) -> Answer.badRequest(why);
      case RoomIdParser.Room(String roomId) -> {
        boolean was = desk.open(roomId);
        Audit.onRoom(request.operator(), "open", roomId, act);
        yield lifted(was);
      }
    };
  }

  private Answer pardon(Operation.Request request, Act act) {
    Optional<String> address = address(request);
    if (address.isEmpty()) {
      return noAddress();
    }
    boolean was = desk.pardon(address.get());
    Audit.onAddress(request.operator(), "pardon", address.get(), act);
    return lifted(was);
  }

  private static Answer lifted(boolean was) {
    return Answer.ok(json -> json.writeBooleanProperty("wasShutOut", was));
  }

  private Answer exclusions() {
    return Answer.ok(
        json -> {
          write(json, "addresses", "address", desk.bannedAddresses());
          write(json, "rooms", "roomId", desk.closedRooms());
        });
  }

  private static void write(
      JsonGenerator json, String list, String name, List<Exclusions.Exclusion> exclusions) {
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

  private static Answer noAddress() {
    return Answer.badRequest("an address is 0x and 40 hexadecimal digits");
  }
}
