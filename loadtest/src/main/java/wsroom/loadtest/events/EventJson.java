package wsroom.loadtest.events;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.StringWriter;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.Gap;
import wsroom.proto.events.v1.PeerJoined;
import wsroom.proto.events.v1.PeerKicked;
import wsroom.proto.events.v1.PeerLeft;
import wsroom.proto.events.v1.PeerRefused;
import wsroom.proto.events.v1.RequestRefused;
import wsroom.proto.events.v1.RoomCreated;
import wsroom.proto.events.v1.RoomGone;

/// Formats an event as a JSON object on a line, with the properties of `/admin/events` and
/// `source`.
public record EventJson() implements EventFormat {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String line(Envelope envelope) throws InvalidProtocolBufferException {
    var header = envelope.getHeader();
    StringWriter line = new StringWriter(200);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeNumberProperty("sequence", header.getSequence());
      json.writeStringProperty("time", Instant.ofEpochMilli(header.getTimeMs()).toString());
      json.writeStringProperty("topic", header.getTopic());
      json.writeStringProperty("source", header.getSource());
      write(json, envelope.getEvent());
      json.writeEndObject();
    }
    return line.toString();
  }

  private static void write(JsonGenerator json, Any event) throws InvalidProtocolBufferException {
    switch (EventFormat.type(event)) {
      case "RoomCreated" -> {
        var created = event.unpack(RoomCreated.class);
        session(json, created.getRoomId(), created.getSessionId());
      }
      case "RoomGone" -> {
        var gone = event.unpack(RoomGone.class);
        session(json, gone.getRoomId(), gone.getSessionId());
      }
      case "PeerJoined" -> {
        var joined = event.unpack(PeerJoined.class);
        session(json, joined.getRoomId(), joined.getSessionId());
        json.writeStringProperty("address", joined.getAddress());
        json.writeNumberProperty("alias", Integer.toUnsignedLong(joined.getAlias()));
      }
      case "PeerLeft" -> {
        var left = event.unpack(PeerLeft.class);
        session(json, left.getRoomId(), left.getSessionId());
        json.writeStringProperty("address", left.getAddress());
        json.writeNumberProperty("alias", Integer.toUnsignedLong(left.getAlias()));
        json.writeStringProperty("reason", left.getReason());
      }
      case "PeerKicked" -> {
        var kicked = event.unpack(PeerKicked.class);
        session(json, kicked.getRoomId(), kicked.getSessionId());
        json.writeStringProperty("address", kicked.getAddress());
        json.writeNumberProperty("alias", Integer.toUnsignedLong(kicked.getAlias()));
        json.writeStringProperty("reason", kicked.getReason());
        json.writeStringProperty("text", kicked.getText());
      }
      case "PeerRefused" -> {
        var refused = event.unpack(PeerRefused.class);
        session(json, refused.getRoomId(), refused.getSessionId());
        json.writeStringProperty("claimedAddress", refused.getClaimedAddress());
        json.writeStringProperty("reason", refused.getReason());
        json.writeStringProperty("text", refused.getText());
      }
      case "RequestRefused" -> {
        var refused = event.unpack(RequestRefused.class);
        json.writeStringProperty("way", refused.getWay());
        json.writeStringProperty("roomId", refused.getRoomId());
        json.writeStringProperty("reason", refused.getReason());
        json.writeStringProperty("text", refused.getText());
        json.writeNumberProperty("count", refused.getCount());
      }
      case "Gap" -> {
        var gap = event.unpack(Gap.class);
        json.writeNumberProperty("from", gap.getFrom());
        json.writeNumberProperty("to", gap.getTo());
      }
      // An event type of a newer server.
      default -> json.writeStringProperty("type", event.getTypeUrl());
    }
  }

  private static void session(JsonGenerator json, String room, long session) {
    json.writeStringProperty("roomId", room);
    json.writeNumberProperty("sessionId", session);
  }
}
