package wsroom.admin;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import wsroom.events.Event;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;
import wsroom.events.RecordedEvent;
import wsroom.session.JoinedSession;

/// Queries the events that are still kept, as JSON.
final class EventOperations {
  private static final int MAX_EVENTS_PER_READ = 512;

  private final EventLog log;
  private final EventFeed feed;

  EventOperations(EventLog log, EventFeed feed) {
    this.log = log;
    this.feed = feed;
  }

  List<Operation> all() {
    return List.of(new Operation("GET", "/admin/events", (Operation.Query) this::recent));
  }

  private Response recent(Operation.Request request) {
    EventQuery query;
    try {
      query = EventQuery.of(request.exchange());
    } catch (InvalidRequestException e) {
      return Response.badRequest(e.why());
    }
    Found found = find(query);
    return Response.ok(
        json -> {
          json.writeStringProperty("source", feed.source());
          json.writeNumberProperty("lastEvent", found.last());
          json.writeBooleanProperty("missed", found.missed());
          json.writeArrayPropertyStart("events");
          found.events().forEach(event -> write(json, event));
          json.writeEndArray();
        });
  }

  /// The events that match a query.
  ///
  /// @param last the sequence of the latest event of all
  /// @param missed whether some of the events asked for are no longer kept
  private record Found(Collection<RecordedEvent> events, long last, boolean missed) {}

  private Found find(EventQuery query) {
    // With `after` the query means the next events, without it the latest.
    boolean oldestFirst = query.after().isPresent();
    ArrayDeque<RecordedEvent> found = new ArrayDeque<>();
    boolean missed = false;
    long last = log.last();
    long read = query.after().orElse(0);
    EventLog.Excerpt part;
    do {
      // Reads in parts: the I/O threads contend for the same lock.
      part = log.after(read, MAX_EVENTS_PER_READ);
      missed |= oldestFirst && part.hasGap();
      for (RecordedEvent event : part.events()) {
        read = event.sequence();
        if (query.filter().passes(event.event())
            && !(oldestFirst && found.size() == query.limit())) {
          found.addLast(event);
          if (found.size() > query.limit()) {
            found.removeFirst();
          }
        }
      }
    } while (!part.events().isEmpty()
        && read < last
        && !(oldestFirst && found.size() == query.limit()));
    return new Found(found, last, missed);
  }

  private static void write(JsonGenerator json, RecordedEvent recorded) {
    json.writeStartObject();
    json.writeNumberProperty("sequence", recorded.sequence());
    json.writeStringProperty("time", Instant.ofEpochMilli(recorded.timeMillis()).toString());
    json.writeStringProperty("topic", recorded.event().topic().label());
    switch (recorded.event()) {
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
      // A gap is created for one consumer and is never in the log.
      case Event.Gap _ -> {}
    }
    json.writeEndObject();
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
