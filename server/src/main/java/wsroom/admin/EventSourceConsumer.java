package wsroom.admin;

import io.undertow.server.handlers.sse.ServerSentEventConnection;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import wsroom.events.Event;
import wsroom.events.EventConsumer;
import wsroom.events.EventFeed;
import wsroom.events.EventJson;
import wsroom.events.EventLog;
import wsroom.events.RecordedEvent;
import wsroom.events.Subscription;

/// Sends events to one consumer as Server-Sent Events, which reads the log at its own pace: the
/// next events are taken once the last ones are written. Events that leave the log before that are
/// lost to it, and reported to it as a gap.
///
/// Confined to its connection's I/O thread, but for [#onEvent] and [#onShutdown].
final class EventSourceConsumer implements EventConsumer {
  /// The delay after which browsers reconnect.
  private static final long RETRY_MILLIS = 1_000;

  /// The maximum number of events in one write: the thread serves rooms, too.
  private static final int MAX_EVENTS_PER_WRITE = 64;

  private static final JsonFactory JSON = new JsonFactory();

  private final EventFeed feed;
  private final EventLog log;
  private final ServerSentEventConnection connection;
  private final XnioIoThread ioThread;
  private final Subscription subscription;
  private final EventId id;
  private final Duration heartbeat;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// The sequence of the last event that was sent, or passed over by the filter.
  private long sent;

  /// Whether a write is in progress, and since when.
  private boolean isWriting;

  private long writingSince;
  private boolean closed;

  /// @param heartbeat the time between two signs of life
  EventSourceConsumer(
      EventFeed feed,
      EventLog log,
      ServerSentEventConnection connection,
      XnioIoThread ioThread,
      Subscription subscription,
      Duration heartbeat) {
    this.feed = feed;
    this.log = log;
    this.connection = connection;
    this.ioThread = ioThread;
    this.subscription = subscription;
    this.id = new EventId(feed.source());
    this.sent = subscription.after();
    this.heartbeat = heartbeat;
  }

  void open() {
    connection.addCloseTask(_ -> onClosed());
    feed.add(this);
    connection.sendRetry(RETRY_MILLIS);
    sendHeartbeat();
    scheduleHeartbeat();
    onEvent();
  }

  /// Schedules sending; costs one failed compare-and-set while it is scheduled already.
  @Override
  public void onEvent() {
    if (scheduled.compareAndSet(false, true)) {
      ioThread.execute(this::sendNext);
    }
  }

  private void sendNext() {
    scheduled.set(false);
    if (closed || isWriting) {
      return;
    }
    List<RecordedEvent> events = takeNext();
    for (int i = 0; i < events.size(); i++) {
      send(events.get(i), i == events.size() - 1);
    }
    if (!isWriting && sent < log.last()) {
      onEvent();
    }
  }

  /// The next events that pass the filter, and before them the gap, if there is one.
  private List<RecordedEvent> takeNext() {
    EventLog.Excerpt excerpt = log.after(sent, MAX_EVENTS_PER_WRITE);
    List<RecordedEvent> events = new ArrayList<>();
    if (excerpt.hasGap()) {
      events.add(
          new RecordedEvent(
              excerpt.lostTo(),
              log.timeMillis(),
              new Event.Gap(excerpt.lostFrom(), excerpt.lostTo())));
      sent = excerpt.lostTo();
    }
    for (RecordedEvent event : excerpt.events()) {
      if (subscription.filter().passes(event.event())) {
        events.add(event);
      }
      sent = event.sequence();
    }
    return events;
  }

  private void send(RecordedEvent event, boolean isLast) {
    if (isLast) {
      isWriting = true;
      writingSince = System.nanoTime();
    }
    connection.send(
        json(event),
        event.event().topic().label(),
        id.of(event.sequence()),
        isLast ? new WriteCallback() : null);
  }

  /// Continues after a write.
  private final class WriteCallback implements ServerSentEventConnection.EventCallback {
    @Override
    public void done(ServerSentEventConnection same, String data, String event, String eventId) {
      ioThread.execute(
          () -> {
            isWriting = false;
            sendNext();
          });
    }

    @Override
    public void failed(
        ServerSentEventConnection same, String data, String event, String eventId, IOException e) {
      IoUtils.safeClose(same);
    }
  }

  private String json(RecordedEvent event) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("source", feed.source());
      EventJson.writeProperties(json, event);
      json.writeEndObject();
    }
    return text.toString();
  }

  private void scheduleHeartbeat() {
    ioThread.executeAfter(this::keepAlive, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void keepAlive() {
    if (closed) {
      return;
    }
    if (subscription.isOver(log.timeMillis())) {
      closed = true;
      connection.shutdown();
    } else if (!isWriting) {
      sendHeartbeat();
    } else if (System.nanoTime() - writingSince >= 2 * heartbeat.toNanos()) {
      IoUtils.safeClose(connection);
      return;
    }
    scheduleHeartbeat();
  }

  /// Sends an id without an event. So a consumer whose filter passes nothing does not fall behind:
  /// it continues after this id when it reconnects.
  private void sendHeartbeat() {
    isWriting = true;
    writingSince = System.nanoTime();
    connection.send(null, null, id.of(sent), new WriteCallback());
  }

  /// Sends the next events, and ends the response.
  @Override
  public void onShutdown() {
    ioThread.execute(
        () -> {
          sendNext();
          closed = true;
          connection.shutdown();
        });
  }

  private void onClosed() {
    closed = true;
    feed.remove(this);
  }
}
