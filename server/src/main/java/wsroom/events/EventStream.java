package wsroom.events;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import wsroom.websocket.CloseCode;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.Frames;

/// Sends events to one consumer, which reads the log at its own pace. Events that leave the log
/// before a slow consumer has received them are lost to it, and reported to it as a gap.
///
/// Confined to its connection's I/O thread, but for [#onEvent] and [#onShutdown].
final class EventStream implements ConnectionListener, EventConsumer {
  static final int PING_MILLIS = 10_000;

  /// The time for a consumer's answer to a close frame; then its socket is closed.
  static final int CLOSE_MILLIS = 2_000;

  /// The delay before more is sent to a consumer with a backlog.
  private static final int RETRY_MILLIS = 50;

  /// The maximum number of events sent in one task: the thread serves rooms, too.
  private static final int MAX_EVENTS_PER_TASK = 64;

  /// The maximum number of frames, such as pings, from a consumer between two of the server's
  /// pings.
  private static final int MAX_FRAMES = 100;

  private static final long IDLE_NANOS = 2 * PING_MILLIS * 1_000_000L;
  private static final byte[] PING_PAYLOAD = {'e', 'v'};

  private final EventFeed feed;
  private final EventLog log;
  private final Connection connection;
  private final Subscription subscription;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private long sent;
  private int frames;
  private boolean retryPending;
  private boolean ending;
  private boolean closed;

  EventStream(EventFeed feed, EventLog log, Connection connection, Subscription subscription) {
    this.feed = feed;
    this.log = log;
    this.connection = connection;
    this.subscription = subscription;
    this.sent = subscription.after();
  }

  @Override
  public void onOpen() {
    feed.add(this);
    connection.ioThread().executeAfter(this::keepAlive, PING_MILLIS);
    onEvent();
  }

  /// Schedules sending. Called on any thread; costs one failed compare-and-set while it is
  /// scheduled already.
  @Override
  public void onEvent() {
    if (scheduled.compareAndSet(false, true)) {
      connection.ioThread().execute(this::sendNext);
    }
  }

  private void sendNext() {
    assert connection.ioThread().isCurrent();
    scheduled.set(false);
    if (ending) {
      return;
    }
    EventLog.Excerpt excerpt = log.after(sent, MAX_EVENTS_PER_TASK);
    if (excerpt.hasGap() && !hasBacklog()) {
      send(
          new RecordedEvent(
              excerpt.lostTo(),
              log.timeMillis(),
              new Event.Gap(excerpt.lostFrom(), excerpt.lostTo())));
      sent = excerpt.lostTo();
    }
    for (RecordedEvent event : excerpt.events()) {
      if (hasBacklog()) {
        retryLater();
        return;
      }
      if (subscription.filter().passes(event.event())) {
        send(event);
      }
      sent = event.sequence();
    }
    if (sent < excerpt.last()) {
      onEvent();
    }
  }

  private boolean hasBacklog() {
    return connection.backlogBytes() > 0;
  }

  private void send(RecordedEvent event) {
    connection.send(Frames.binary(feed.envelopes().encode(event)));
  }

  private void retryLater() {
    if (!retryPending) {
      retryPending = true;
      connection
          .ioThread()
          .executeAfter(
              () -> {
                retryPending = false;
                onEvent();
              },
              RETRY_MILLIS);
    }
  }

  private void keepAlive() {
    if (closed) {
      return;
    }
    if (connection.ioThread().nanoTime() - connection.lastFrameNanos() >= IDLE_NANOS) {
      connection.abort();
      return;
    }
    if (subscription.isOver(log.timeMillis())) {
      end(CloseCode.POLICY_VIOLATION, "token expired");
      return;
    }
    frames = 0;
    connection.ping(PING_PAYLOAD);
    connection.ioThread().executeAfter(this::keepAlive, PING_MILLIS);
  }

  /// Sends the remaining events until there is a backlog, and closes the connection.
  void end(int code, String why) {
    assert connection.ioThread().isCurrent();
    if (!ending) {
      sendNext();
      ending = true;
      connection.close(code, why);
      abortLater();
    }
  }

  private void abortLater() {
    connection
        .ioThread()
        .executeAfter(
            () -> {
              if (!closed) {
                connection.abort();
              }
            },
            CLOSE_MILLIS);
  }

  @Override
  public void onMessage(ByteBuffer message) {
    end(CloseCode.UNSUPPORTED_DATA, "events go one way");
  }

  @Override
  public void onOverhead() {
    frames++;
    if (frames > MAX_FRAMES) {
      end(CloseCode.POLICY_VIOLATION, "too many frames");
    }
  }

  @Override
  public void onBacklog() {}

  @Override
  public void onEnd(ConnectionEnd end) {
    ending = true;
    switch (end) {
      // The connection closes itself, or has done so.
      case ConnectionEnd.ClosedByPeer _, ConnectionEnd.Violation _, ConnectionEnd.Lost _ -> {}
      case ConnectionEnd.Overflowed _,
          ConnectionEnd.FramesLost _,
          ConnectionEnd.BacklogMemoryExceeded _ ->
          connection.closeWithoutBacklog(CloseCode.TRY_AGAIN_LATER, "reads too slowly");
      case ConnectionEnd.Fault _ -> connection.close(CloseCode.INTERNAL_ERROR, "internal error");
    }
    abortLater();
  }

  @Override
  public void onClosed() {
    closed = true;
    ending = true;
    feed.remove(this);
  }

  @Override
  public void onShutdown() {
    connection.ioThread().execute(() -> end(CloseCode.GOING_AWAY, "the server is going away"));
  }
}
