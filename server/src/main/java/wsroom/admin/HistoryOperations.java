package wsroom.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import wsroom.metrics.FigureHistory;

/// Queries the figures of the last hour.
final class HistoryOperations {
  private final Supplier<List<FigureHistory.Sample>> history;

  HistoryOperations(Supplier<List<FigureHistory.Sample>> history) {
    this.history = history;
  }

  List<Operation> all() {
    return List.of(
        new Operation(
            "GET",
            "/admin/history",
            Need.toRead(Need.Reach.SERVER),
            (Operation.Query) this::samples));
  }

  /// With `?after=TIME` only samples that are later, for a console that has the others.
  private Response samples(Operation.Request request) {
    Deque<String> after = request.exchange().getQueryParameters().get("after");
    Instant from;
    try {
      from = after == null ? Instant.MIN : Instant.parse(after.getFirst());
    } catch (DateTimeParseException e) {
      return Response.badRequest("after must be a time such as 2026-01-01T00:00:00Z");
    }
    return Response.ok(
        json -> {
          json.writeNumberProperty("intervalSeconds", FigureHistory.INTERVAL.toSeconds());
          json.writeArrayPropertyStart("samples");
          history.get().stream()
              .filter(sample -> sample.time().isAfter(from))
              .forEach(sample -> write(json, sample));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, FigureHistory.Sample sample) {
    json.writeStartObject();
    json.writeStringProperty("time", sample.time().toString());
    json.writeNumberProperty("players", sample.players());
    json.writeNumberProperty("rooms", sample.rooms());
    json.writeNumberProperty("deliveriesPerSecond", sample.deliveriesPerSecond());
    FigureJson.write(json, "cpuCores", sample.cpuCores());
    FigureJson.write(json, "lagP99Millis", sample.lagP99Millis());
    json.writeNumberProperty("backlogBytes", sample.backlogBytes());
    json.writeObjectPropertyStart("closes");
    sample.closes().forEach(json::writeNumberProperty);
    json.writeEndObject();
    json.writeEndObject();
  }
}
