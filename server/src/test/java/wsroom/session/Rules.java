package wsroom.session;

import java.time.Duration;
import wsroom.room.PeerDirectory.DuplicatePolicy;
import wsroom.room.PeerDirectory.DuplicateScope;

/// The settings of a [Relay].
record Rules(
    int seats,
    DuplicatePolicy policy,
    DuplicateScope scope,
    int verificationsAtOnce,
    int backlogLimitBytes,
    Duration flushWindow,
    Duration handshakeTimeout,
    Duration pauseAfterWelcome,
    Gate.Limits gate) {

  static Rules usual() {
    return new Rules(
        100,
        DuplicatePolicy.KICK_PREVIOUS,
        DuplicateScope.SERVER,
        1_000,
        1 << 20,
        Duration.ofMillis(5),
        Relay.HANDSHAKE_TIMEOUT,
        Duration.ZERO,
        new Gate.Limits(5000, 500, 400, 0, false));
  }

  Rules withSeats(int number) {
    return new Rules(
        number,
        policy,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        gate);
  }

  Rules with(DuplicatePolicy other) {
    return new Rules(
        seats,
        other,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        gate);
  }

  Rules with(DuplicateScope other) {
    return new Rules(
        seats,
        policy,
        other,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        gate);
  }

  Rules withVerificationsAtOnce(int number) {
    return new Rules(
        seats,
        policy,
        scope,
        number,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        gate);
  }

  Rules withBacklogLimit(int bytes) {
    return new Rules(
        seats,
        policy,
        scope,
        verificationsAtOnce,
        bytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        gate);
  }

  Rules withHandshakeTimeout(Duration time) {
    return new Rules(
        seats,
        policy,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        time,
        pauseAfterWelcome,
        gate);
  }

  Rules withPauseAfterWelcome(Duration time) {
    return new Rules(
        seats,
        policy,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        time,
        gate);
  }

  Rules with(Gate.Limits other) {
    return new Rules(
        seats,
        policy,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        other);
  }

  /// Few enough for a test to go beyond them, and a burst of ten or eight seconds.
  SessionSettings settings() {
    return new SessionSettings(
        handshakeTimeout,
        Relay.BACKLOG_TIMEOUT,
        Relay.LEAST_PACE,
        pauseAfterWelcome,
        200,
        1 << 20,
        60);
  }
}
