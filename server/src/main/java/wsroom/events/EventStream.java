package wsroom.events;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import wsroom.websocket.CloseCode;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.Frames;

/// One consumer of the events. It reads the log at its own pace: what it has not got when the log
/// forgets it is lost to it, and it is told so. Nobody waits for it.
///
/// Confined to its connection's I/O thread, but for [#run].
final class EventStream implements ConnectionListener, Runnable {
  static final int PING_MILLIS = 10_000;

  /// How long a consumer may take to answer a close frame.
  static final int CLOSE_MILLIS = 2_000;

  /// How often a consumer that reads slowly is looked at again.
  private static final int RETRY_MILLIS = 50;

  /// Events in one turn: the thread has rooms to serve, too.
  private static final int MOST_AT_ONCE = 64;

  /// Pings and other frames that a consumer may send between two pings of ours.
  private static final int MOST_FRAMES = 100;

  private static final long SILENCE_NANOS = 2 * PING_MILLIS * 1_000_000L;
  private static final byte[] PING_PAYLOAD = {'e', 'v'};

  private final EventFeed feed;
  private final EventLog log;
  private final Connection connection;
  private final EventFilter filter;
  private final AtomicBoolean awake = new AtomicBoolean();
  private long sent;
  private int frames;
  private boolean retrying;
  private boolean ending;
  private boolean closed;

  /// @param after the sequence of the last event that it is not to get
  EventStream(EventFeed feed, EventLog log, Connection connection, EventFilter filter, long after) {
    this.feed = feed;
    this.log = log;
    this.connection = connection;
    this.filter = filter;
    this.sent = after;
  }

  @Override
  public void onOpen() {
    feed.add(this);
    connection.ioThread().executeAfter(this::keepAlive, PING_MILLIS);
    run();
  }

  /// There may be something new. From any thread; costs next to nothing while it knows already.
  @Override
  public void run() {
    if (awake.compareAndSet(false, true)) {
      connection.ioThread().execute(this::sendSome);
    }
  }

  private void sendSome() {
    assert connection.ioThread().isCurrent();
    awake.set(false);
    if (ending) {
      return;
    }
    EventLog.Excerpt some = log.after(sent, MOST_AT_ONCE);
    if (some.hasGap() && !isBehind()) {
      send(
          new RecordedEvent(
              some.lostTo(), log.timeMillis(), new Event.Gap(some.lostFrom(), some.lostTo())));
      sent = some.lostTo();
    }
    for (RecordedEvent event : some.events()) {
      if (isBehind()) {
        retryLater();
        return;
      }
      if (filter.passes(event.event())) {
        send(event);
      }
      sent = event.sequence();
    }
    if (sent < some.last()) {
      run();
    }
  }

  private boolean isBehind() {
    return connection.backlogBytes() > 0;
  }

  private void send(RecordedEvent event) {
    connection.send(Frames.binary(feed.envelopes().encode(event)));
  }

  private void retryLater() {
    if (!retrying) {
      retrying = true;
      connection
          .ioThread()
          .executeAfter(
              () -> {
                retrying = false;
                run();
              },
              RETRY_MILLIS);
    }
  }

  private void keepAlive() {
    if (closed) {
      return;
    }
    if (connection.ioThread().nanoTime() - connection.lastFrameNanos() >= SILENCE_NANOS) {
      connection.abort();
      return;
    }
    frames = 0;
    connection.ping(PING_PAYLOAD);
    connection.ioThread().executeAfter(this::keepAlive, PING_MILLIS);
  }

  /// Sends what there is, as far as it reads, and says goodbye.
  void end(int code, String why) {
    assert connection.ioThread().isCurrent();
    if (!ending) {
      sendSome();
      ending = true;
      connection.close(code, why);
      dropSoon();
    }
  }

  private void dropSoon() {
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
    if (frames > MOST_FRAMES) {
      end(CloseCode.POLICY_VIOLATION, "too many frames");
    }
  }

  @Override
  public void onBacklog() {}

  @Override
  public void onEnd(ConnectionEnd end) {
    ending = true;
    switch (end) {
      // Its own layer closes it, or has done so.
      case ConnectionEnd.ClosedByPeer _, ConnectionEnd.Violation _, ConnectionEnd.Lost _ -> {}
      case ConnectionEnd.Overflowed _,
          ConnectionEnd.FramesLost _,
          ConnectionEnd.BacklogMemoryExceeded _ ->
          connection.closeWithoutBacklog(CloseCode.TRY_AGAIN_LATER, "reads too slowly");
      case ConnectionEnd.Fault _ -> connection.close(CloseCode.INTERNAL_ERROR, "internal error");
    }
    dropSoon();
  }

  @Override
  public void onClosed() {
    closed = true;
    ending = true;
    feed.remove(this);
  }

  Connection connection() {
    return connection;
  }
}
