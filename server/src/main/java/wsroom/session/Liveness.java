package wsroom.session;

import wsroom.websocket.Connection;

/// Detects peers that are unresponsive or slow consumers.
///
/// | backlog | the peer must | otherwise |
/// | --- | --- | --- |
/// | none | send a frame, or take bytes of a backlog, within [#IDLE_NANOS]; then it is pinged, and
/// has as long again | `UNRESPONSIVE` |
/// | some | take bytes within the backlog timeout | `STALLED` |
/// | some | take the minimum rate, measured over each backlog timeout | `BELOW_LEAST_PACE` |
///
/// A peer with a backlog is not pinged: if it takes bytes it is alive, and otherwise it is a slow
/// consumer.
///
/// Confined to the connection's I/O thread.
final class Liveness {
  static final long IDLE_NANOS = SessionSettings.IDLE_TIMEOUT.toNanos();
  private static final long REPLY_NANOS = SessionSettings.REPLY_TIMEOUT.toNanos();

  private final Connection connection;
  private final long backlogTimeoutNanos;

  /// The bytes to be taken within each backlog timeout.
  private final long leastBytes;

  /// The time of the last activity when the last ping was sent, so that each idle time is pinged
  /// once.
  private long pingedActivityNanos;

  private long pingedNanos;

  // The interval over which the rate of a slow consumer is measured.
  private long paceStartNanos;
  private long takenBefore;

  Liveness(Connection connection, SessionSettings settings) {
    this.connection = connection;
    this.backlogTimeoutNanos = settings.backlogTimeout().toNanos();
    this.leastBytes = settings.leastBytesPerSecond() * settings.backlogTimeout().toMillis() / 1000;
    this.pingedActivityNanos = lastActivityNanos() - 1;
  }

  enum Verdict {
    ALIVE,
    /// It has been idle for so long that a ping is due.
    PING_DUE,
    UNRESPONSIVE,
    /// It takes no bytes of its backlog.
    STALLED,
    BELOW_LEAST_PACE
  }

  /// Starts the measurement of the rate, since a backlog has formed.
  void onBacklog(long now) {
    paceStartNanos = now;
    takenBefore = connection.drainedBytes();
  }

  Verdict check(long now) {
    if (connection.hasBacklog()) {
      return checkPace(now);
    }
    long last = lastActivityNanos();
    if (pingPending(last)) {
      return now - replyDeadline(last) >= 0 ? Verdict.UNRESPONSIVE : Verdict.ALIVE;
    }
    return now - last >= IDLE_NANOS ? Verdict.PING_DUE : Verdict.ALIVE;
  }

  private Verdict checkPace(long now) {
    if (now - stallDeadline() >= 0) {
      return Verdict.STALLED;
    }
    if (now - paceDeadline() >= 0) {
      if (connection.drainedBytes() - takenBefore < leastBytes) {
        return Verdict.BELOW_LEAST_PACE;
      }
      onBacklog(now);
    }
    return Verdict.ALIVE;
  }

  void onPing(long now) {
    pingedActivityNanos = lastActivityNanos();
    pingedNanos = now;
  }

  /// The time of the next check.
  long nextCheckNanos() {
    if (connection.hasBacklog()) {
      return paceDeadline() - stallDeadline() < 0 ? paceDeadline() : stallDeadline();
    }
    long last = lastActivityNanos();
    return pingPending(last) ? replyDeadline(last) : last + IDLE_NANOS;
  }

  private long lastActivityNanos() {
    long frame = connection.lastFrameNanos();
    long progress = connection.lastProgressNanos();
    return frame - progress > 0 ? frame : progress;
  }

  private boolean pingPending(long last) {
    return pingedActivityNanos == last;
  }

  /// Leaves time to reply even if the ping was sent late, after a pause of the server itself.
  private long replyDeadline(long last) {
    return Math.max(last + 2 * IDLE_NANOS, pingedNanos + REPLY_NANOS);
  }

  private long stallDeadline() {
    return connection.lastProgressNanos() + backlogTimeoutNanos;
  }

  private long paceDeadline() {
    return paceStartNanos + backlogTimeoutNanos;
  }
}
