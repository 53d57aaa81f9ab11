package wsroom.session;

import wsroom.websocket.Connection;

/// Whether a peer still lives and still reads.
///
/// | the socket | the peer must | or else |
/// | --- | --- | --- |
/// | has taken all | send a frame, or have taken what waited, within [#SILENCE_NANOS]; after that
/// it is pinged, and has as long again | `UNRESPONSIVE` |
/// | is behind | take something within the backlog timeout | `STALLED` |
/// | is behind | take the least pace, over each such time on its own | `BELOW_LEAST_PACE` |
///
/// While the socket is behind nobody is pinged: a peer that takes what waits is alive, and one that
/// does not is a slow consumer.
///
/// Confined to the connection's I/O thread.
final class Liveness {
  static final long SILENCE_NANOS = SessionSettings.SILENCE.toNanos();
  private static final long ANSWER_NANOS = SessionSettings.ANSWER.toNanos();

  private final Connection connection;
  private final long backlogTimeoutNanos;

  /// What must be taken within the backlog timeout.
  private final long leastBytes;

  /// The last sign of life when the last ping was sent, so that one silence is pinged once.
  private long pingedSilenceNanos;

  private long pingedNanos;

  // The time over which the pace of a slow reader is measured.
  private long paceStartNanos;
  private long takenBefore;

  Liveness(Connection connection, SessionSettings settings) {
    this.connection = connection;
    this.backlogTimeoutNanos = settings.backlogTimeout().toNanos();
    this.leastBytes = settings.leastBytesPerSecond() * settings.backlogTimeout().toMillis() / 1000;
    this.pingedSilenceNanos = lastSignNanos() - 1;
  }

  enum Verdict {
    FINE,
    /// It has been silent for so long that it must be asked.
    TO_BE_PINGED,
    UNRESPONSIVE,
    /// It takes nothing of what waits for it.
    STALLED,
    BELOW_LEAST_PACE
  }

  /// The socket does not take all any more.
  void fellBehind(long now) {
    paceStartNanos = now;
    takenBefore = connection.drainedBytes();
  }

  Verdict check(long now) {
    if (connection.hasBacklog()) {
      return checkPace(now);
    }
    long last = lastSignNanos();
    if (isPinged(last)) {
      return now - replyDeadline(last) >= 0 ? Verdict.UNRESPONSIVE : Verdict.FINE;
    }
    return now - last >= SILENCE_NANOS ? Verdict.TO_BE_PINGED : Verdict.FINE;
  }

  private Verdict checkPace(long now) {
    if (now - stallDeadline() >= 0) {
      return Verdict.STALLED;
    }
    if (now - paceDeadline() >= 0) {
      if (connection.drainedBytes() - takenBefore < leastBytes) {
        return Verdict.BELOW_LEAST_PACE;
      }
      fellBehind(now);
    }
    return Verdict.FINE;
  }

  void pinged(long now) {
    pingedSilenceNanos = lastSignNanos();
    pingedNanos = now;
  }

  /// When to look again.
  long nextCheck() {
    if (connection.hasBacklog()) {
      return paceDeadline() - stallDeadline() < 0 ? paceDeadline() : stallDeadline();
    }
    long last = lastSignNanos();
    return isPinged(last) ? replyDeadline(last) : last + SILENCE_NANOS;
  }

  private long lastSignNanos() {
    long heard = connection.lastFrameNanos();
    long taken = connection.lastProgressNanos();
    return heard - taken > 0 ? heard : taken;
  }

  private boolean isPinged(long last) {
    return pingedSilenceNanos == last;
  }

  /// However late the ping went out, from a server that was held up itself, there is time to
  /// answer.
  private long replyDeadline(long last) {
    return Math.max(last + 2 * SILENCE_NANOS, pingedNanos + ANSWER_NANOS);
  }

  private long stallDeadline() {
    return connection.lastProgressNanos() + backlogTimeoutNanos;
  }

  private long paceDeadline() {
    return paceStartNanos + backlogTimeoutNanos;
  }
}
