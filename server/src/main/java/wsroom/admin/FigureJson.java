package wsroom.admin;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;
import wsroom.packet.PositionBody;
import wsroom.room.PeerFigures;
import wsroom.room.RoomFigures;
import wsroom.room.RoomLooks;
import wsroom.room.SampledPosition;
import wsroom.session.PeerReport;

/// Writes the figures of rooms and peers as JSON. A figure that is not known yet is `null`.
final class FigureJson {
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  /// As the timestamps of events.
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private FigureJson() {}

  static void write(JsonGenerator json, OperatorService.Room room) {
    json.writeStartObject();
    json.writeStringProperty("roomId", room.roomId());
    json.writeNumberProperty("peers", room.peers());
    write(json, "deliveriesPerSecond", sum(room));
    write(json, "lagMillis", lagMillis(room));
    json.writeNumberProperty(
        "backlogBytes", room.figures().stream().mapToLong(RoomFigures::backlogBytes).sum());
    json.writeEndObject();
  }

  private static OptionalDouble sum(OperatorService.Room room) {
    List<OptionalDouble> known =
        room.figures().stream()
            .map(RoomFigures::deliveriesPerSecond)
            .filter(OptionalDouble::isPresent)
            .toList();
    return known.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(known.stream().mapToDouble(rate -> rate.orElse(0)).sum());
  }

  /// The largest of the I/O threads' means.
  private static OptionalDouble lagMillis(OperatorService.Room room) {
    return room.figures().stream()
        .map(RoomFigures::lagNanos)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(lag -> lag.orElse(0) / NANOS_PER_MILLI)
        .max();
  }

  static void write(JsonGenerator json, PeerReport peer) {
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
    write(json, "inPacketsPerSecond", figures.rates().inPacketsPerSecond());
    write(json, "outUpdatesPerSecond", figures.rates().outUpdatesPerSecond());
    write(json, "outBytesPerSecond", figures.rates().outBytesPerSecond());
    json.writeNumberProperty("backlogBytes", figures.backlogBytes());
    write(json, "roundTripMillis", millis(figures.roundTripNanos()));
    json.writeEndObject();
  }

  static void write(JsonGenerator json, OperatorService.Positions found) {
    json.writeBooleanProperty(
        "complete", found.isComplete() && found.views().stream().noneMatch(RoomLooks.View::isCut));
    json.writeNumberProperty("keptSeconds", RoomLooks.SECONDS);
    json.writeArrayPropertyStart("positions");
    for (RoomLooks.View view : found.views()) {
      view.positions().forEach(sample -> write(json, sample));
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, SampledPosition sample) {
    Optional<PositionBody.Place> place = PositionBody.decode(sample.body());
    if (place.isPresent()) {
      json.writeStartObject();
      json.writeNumberProperty("alias", sample.alias());
      json.writeStringProperty("address", sample.address());
      json.writeNumberProperty("x", place.get().x());
      json.writeNumberProperty("y", place.get().y());
      json.writeNumberProperty("z", place.get().z());
      json.writeNumberProperty("ageMillis", Math.round(sample.ageNanos() / NANOS_PER_MILLI));
      json.writeEndObject();
    }
  }

  private static OptionalDouble millis(OptionalLong nanos) {
    return nanos.isPresent()
        ? OptionalDouble.of(nanos.getAsLong() / NANOS_PER_MILLI)
        : OptionalDouble.empty();
  }

  static void write(JsonGenerator json, String name, OptionalDouble value) {
    json.writeName(name);
    if (value.isPresent()) {
      json.writeNumber(value.getAsDouble());
    } else {
      json.writeNull();
    }
  }
}
