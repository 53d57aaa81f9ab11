package wsroom.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import wsroom.config.Topic;
import wsroom.events.Event;
import wsroom.events.EventJson;
import wsroom.events.EventLog;
import wsroom.events.RecordedEvent;

/// Consecutive events for one request.
///
/// @param events the chosen ones; may be empty
/// @param after the sequence of the last event before the batch
/// @param last the sequence of the last event that it covers, chosen or not
/// @param lost the number of events that the log no longer had
record Batch(List<RecordedEvent> events, long after, long last, long lost) {
  /// A request has at most some 100 KB.
  private static final int MAX_EVENTS = 100;

  private static final JsonFactory JSON = new JsonFactory();

  /// The next events after a sequence. If some are no longer kept, a gap comes first.
  static Batch next(EventLog log, long after, Set<Topic> topics) {
    EventLog.Excerpt excerpt = log.after(after, MAX_EVENTS);
    List<RecordedEvent> events = new ArrayList<>();
    long last = after;
    long lost = 0;
    if (excerpt.hasGap()) {
      last = excerpt.lostTo();
      lost = excerpt.lostTo() - excerpt.lostFrom() + 1;
      events.add(
          new RecordedEvent(
              last, log.timeMillis(), new Event.Gap(excerpt.lostFrom(), excerpt.lostTo())));
    }
    for (RecordedEvent event : excerpt.events()) {
      if (topics.contains(event.event().topic())) {
        events.add(event);
      }
      last = event.sequence();
    }
    return new Batch(events, after, last, lost);
  }

  /// The id of the request: the same for each attempt.
  String id(String source) {
    return source + "/" + events.getFirst().sequence() + "-" + events.getLast().sequence();
  }

  /// `{"source":…,"events":[…]}`.
  byte[] body(String source) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("source", source);
      json.writeArrayPropertyStart("events");
      events.forEach(event -> EventJson.write(json, event));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString().getBytes(UTF_8);
  }
}
