package wsroom.events;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import wsroom.session.JoinedSession;

/// Writes events as JSON objects, whose properties `openapi.json` describes.
public final class EventJson {
  private EventJson() {}

  /// Writes an event as one object.
  public static void write(JsonGenerator json, RecordedEvent recorded) {
    json.writeStartObject();
    writeProperties(json, recorded);
    json.writeEndObject();
  }

  /// Writes the properties of an event into the object that has been started.
  public static void writeProperties(JsonGenerator json, RecordedEvent recorded) {
    json.writeNumberProperty("sequence", recorded.sequence());
    json.writeStringProperty("time", Instant.ofEpochMilli(recorded.timeMillis()).toString());
    json.writeStringProperty("topic", recorded.event().topic().label());
    writeDetails(json, recorded.event());
  }

  private static void writeDetails(JsonGenerator json, Event event) {
    switch (event) {
      case Event.RoomCreated(String roomId, long sessionId) -> write(json, roomId, sessionId);
      case Event.RoomGone(String roomId, long sessionId) -> write(json, roomId, sessionId);
      case Event.Joined(JoinedSession session) -> write(json, session);
      case Event.Left(JoinedSession session, var reason) -> {
        write(json, session);
        json.writeStringProperty("reason", reason.tag());
      }
      case Event.Kicked(JoinedSession session, var reason, String text) -> {
        write(json, session);
        json.writeStringProperty("reason", reason.tag());
        json.writeStringProperty("text", text);
      }
      case Event.Refused(var session, var reason, String text) -> {
        write(json, session.roomId(), session.sessionId());
        json.writeStringProperty("claimedAddress", session.claimedAddress());
        json.writeStringProperty("reason", reason.tag());
        json.writeStringProperty("text", text);
      }
      case Event.RequestRefused(var way, String roomId, String reason, String text, long count) -> {
        json.writeStringProperty("way", way.label());
        json.writeStringProperty("roomId", roomId);
        json.writeStringProperty("reason", reason);
        json.writeStringProperty("text", text);
        json.writeNumberProperty("count", count);
      }
      case Event.Gap(long from, long to) -> {
        json.writeNumberProperty("from", from);
        json.writeNumberProperty("to", to);
      }
    }
  }

  private static void write(JsonGenerator json, JoinedSession session) {
    write(json, session.roomId(), session.sessionId());
    json.writeStringProperty("address", session.address());
    json.writeNumberProperty("alias", session.alias());
  }

  private static void write(JsonGenerator json, String roomId, long sessionId) {
    json.writeStringProperty("roomId", roomId);
    json.writeNumberProperty("sessionId", sessionId);
  }
}
