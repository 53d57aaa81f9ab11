package wsroom.session;

import wsroom.websocket.Connection;

/// Whether a peer still lives and still reads: looked at now and then, by what was last heard from
/// it and how what waits for it moves on.
///
/// Confined to the connection's I/O thread.
final class Liveness {
  static final long SILENCE_NANOS = SessionSettings.SILENCE.toNanos();
  private static final long ANSWER_NANOS = SessionSettings.ANSWER.toNanos();

  private final Connection connection;
  private final long backlogTimeoutNanos;

  /// What was last heard when the last ping was sent, so that one silence is pinged once.
  private long pingedSilenceNanos;

  private long pingedNanos;

  Liveness(Connection connection, SessionSettings settings) {
    this.connection = connection;
    this.backlogTimeoutNanos = settings.backlogTimeout().toNanos();
    this.pingedSilenceNanos = connection.lastHeardNanos() - 1;
  }

  enum Verdict {
    FINE,
    /// It has been silent for so long that it must be asked.
    TO_BE_PINGED,
    UNRESPONSIVE,
    SLOW
  }

  Verdict check(long now) {
    long heard = connection.lastHeardNanos();
    if (isBehind() && now - endOfPatience() >= 0) {
      return Verdict.SLOW;
    }
    if (isPinged(heard)) {
      return now - endOfSilence(heard) >= 0 ? Verdict.UNRESPONSIVE : Verdict.FINE;
    }
    return now - heard >= SILENCE_NANOS ? Verdict.TO_BE_PINGED : Verdict.FINE;
  }

  void pinged(long now) {
    pingedSilenceNanos = connection.lastHeardNanos();
    pingedNanos = now;
  }

  /// When to look again.
  long nextCheck() {
    long heard = connection.lastHeardNanos();
    long next = isPinged(heard) ? endOfSilence(heard) : heard + SILENCE_NANOS;
    return isBehind() && endOfPatience() - next < 0 ? endOfPatience() : next;
  }

  private boolean isPinged(long heard) {
    return pingedSilenceNanos == heard;
  }

  /// However late the ping went out, from a server that was held up itself, there is time to
  /// answer.
  private long endOfSilence(long heard) {
    return Math.max(heard + 2 * SILENCE_NANOS, pingedNanos + ANSWER_NANOS);
  }

  private boolean isBehind() {
    return connection.backlogBytes() > 0;
  }

  private long endOfPatience() {
    return connection.lastProgressNanos() + backlogTimeoutNanos;
  }
}
