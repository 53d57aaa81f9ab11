package wsroom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wsroom.config.Topic;
import wsroom.events.Event;
import wsroom.events.EventJson;
import wsroom.events.RecordedEvent;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;

/// The AsyncAPI document has each topic, and each event is as it says.
class AsyncApiTest {
  private static final JoinedSession ANN = new JoinedSession(1, "plaza", "0xa", 7);

  private static final List<Event> ONE_OF_EACH =
      List.of(
          new Event.RoomCreated("plaza", 1),
          new Event.RoomGone("plaza", 1),
          new Event.Joined(ANN),
          new Event.Left(ANN, CloseReason.KICKED),
          new Event.Kicked(ANN, CloseReason.KICKED, "spam"),
          new Event.Refused(new PendingSession(2, "plaza", ""), CloseReason.ROOM_FULL, "full"),
          new Event.RequestRefused(Event.Way.LOGIN, "", "room_id", "not allowed", 3),
          new Event.Gap(1, 2));

  @Test
  void documentHasEachTopic() throws IOException {
    JsonNode messages = JsonMapper.shared().readTree(document()).at("/components/messages");

    assertThat(messages.valueStream().map(message -> message.get("name").asString()))
        .containsExactlyInAnyOrderElementsOf(Stream.of(Topic.values()).map(Topic::label).toList());
    JsonNode channel = JsonMapper.shared().readTree(document()).at("/channels/events/messages");
    assertThat(channel.propertyNames())
        .containsExactlyInAnyOrderElementsOf(messages.propertyNames());
  }

  @Test
  void eachEventIsAsDescribed() throws IOException {
    Description description = new Description(document());
    Map<String, String> schemas =
        JsonMapper.shared().readTree(document()).at("/components/messages").properties().stream()
            .collect(
                Collectors.toMap(
                    message -> message.getValue().get("name").asString(), Map.Entry::getKey));
    assertThat(ONE_OF_EACH.stream().map(Event::topic)).containsExactly(Topic.values());
    for (Event event : ONE_OF_EACH) {
      description.holdsFor(String.valueOf(schemas.get(event.topic().label())), json(event));
    }
  }

  private static String json(Event event) {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("source", "here");
      EventJson.writeProperties(json, new RecordedEvent(3, 4_000, event));
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String document() throws IOException {
    try (var in = AdminApi.class.getResourceAsStream("asyncapi.json")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
