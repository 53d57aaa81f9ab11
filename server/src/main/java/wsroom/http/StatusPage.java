package wsroom.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import wsroom.config.MonitoringConfig;
import wsroom.room.membership.Census;

/// Serves
/// `{"version","currentTime","commitHash","users","rooms","details":[{"roomName","count"}]}`, with
/// the time in milliseconds, followed by further properties. Worlds servers read it.
final class StatusPage implements HttpHandler {
  private final MonitoringConfig config;
  private final Supplier<Census> census;
  private final Consumer<JsonGenerator> further;
  private final InstantSource clock;

  StatusPage(
      MonitoringConfig config,
      Supplier<Census> census,
      Consumer<JsonGenerator> further,
      InstantSource clock) {
    this.config = config;
    this.census = census;
    this.further = further;
    this.clock = clock;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    var now = census.get();
    Responses.json(exchange, StatusCodes.OK, json -> write(json, now));
  }

  private void write(JsonGenerator json, Census now) {
    json.writeStringProperty("version", config.version().orElse(MonitoringConfig.UNKNOWN));
    json.writeNumberProperty("currentTime", clock.millis());
    json.writeStringProperty("commitHash", config.commitHash().orElse(MonitoringConfig.UNKNOWN));
    json.writeNumberProperty("users", now.users());
    json.writeNumberProperty("rooms", now.rooms().size());
    // Clients iterate over it, so it is empty rather than absent.
    json.writeArrayPropertyStart("details");
    if (config.statusNamesRooms()) {
      now.rooms().forEach(room -> write(json, room));
    }
    json.writeEndArray();
    further.accept(json);
  }

  private static void write(JsonGenerator json, Census.RoomCount room) {
    json.writeStartObject();
    json.writeStringProperty("roomName", room.roomId());
    json.writeNumberProperty("count", room.count());
    json.writeEndObject();
  }
}
