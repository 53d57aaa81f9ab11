package wsroom.admin;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import wsroom.config.TokenScope;
import wsroom.events.EventFeed;
import wsroom.events.EventFilter;
import wsroom.events.EventJson;
import wsroom.events.EventLog;
import wsroom.events.RecordedEvent;

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
    return List.of(
        new Operation(
            "GET",
            "/admin/events",
            Need.toRead(Need.Reach.COVERED),
            (Operation.Query) this::recent));
  }

  private Response recent(Operation.Request request) {
    EventQuery query;
    try {
      query = EventQuery.of(request.exchange());
    } catch (InvalidRequestException e) {
      return Response.badRequest(e.why());
    }
    TokenScope scope = request.operator().scope();
    Optional<String> missing = query.missingFrom(scope);
    if (missing.isPresent()) {
      return Response.forbidden(missing.get());
    }
    Found found = find(query, query.filter().within(scope));
    return Response.ok(
        json -> {
          json.writeStringProperty("source", feed.source());
          json.writeNumberProperty("lastEvent", found.last());
          json.writeBooleanProperty("missed", found.missed());
          json.writeArrayPropertyStart("events");
          found.events().forEach(event -> EventJson.write(json, event));
          json.writeEndArray();
        });
  }

  /// The events that match a query.
  ///
  /// @param last the sequence of the latest event of all
  /// @param missed whether some of the events asked for are no longer kept
  private record Found(Collection<RecordedEvent> events, long last, boolean missed) {}

  private Found find(EventQuery query, EventFilter filter) {
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
        if (filter.passes(event.event()) && !(oldestFirst && found.size() == query.limit())) {
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
}
