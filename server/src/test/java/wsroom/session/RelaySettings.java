package wsroom.session;

import java.time.Duration;
import wsroom.limit.ConnectionLimiter;
import wsroom.room.membership.PeerDirectory.DuplicatePolicy;
import wsroom.room.membership.PeerDirectory.DuplicateScope;

/// The settings of a [Relay].
record RelaySettings(
    int seats,
    DuplicatePolicy policy,
    DuplicateScope scope,
    int verificationsAtOnce,
    int backlogLimitBytes,
    Duration flushWindow,
    Duration handshakeTimeout,
    Duration pauseAfterWelcome,
    ConnectionLimiter.Limits limiter) {

  static RelaySettings usual() {
    return new RelaySettings(
        100,
        DuplicatePolicy.KICK_PREVIOUS,
        DuplicateScope.SERVER,
        1_000,
        1 << 20,
        Duration.ofMillis(5),
        Relay.HANDSHAKE_TIMEOUT,
        Duration.ZERO,
        new ConnectionLimiter.Limits(5000, 500, 400, 0, false));
  }

  RelaySettings withSeats(int number) {
    return new RelaySettings(
        number,
        policy,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        limiter);
  }

  RelaySettings with(DuplicatePolicy other) {
    return new RelaySettings(
        seats,
        other,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        limiter);
  }

  RelaySettings with(DuplicateScope other) {
    return new RelaySettings(
        seats,
        policy,
        other,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        limiter);
  }

  RelaySettings withVerificationsAtOnce(int number) {
    return new RelaySettings(
        seats,
        policy,
        scope,
        number,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        limiter);
  }

  RelaySettings withBacklogLimit(int bytes) {
    return new RelaySettings(
        seats,
        policy,
        scope,
        verificationsAtOnce,
        bytes,
        flushWindow,
        handshakeTimeout,
        pauseAfterWelcome,
        limiter);
  }

  RelaySettings withHandshakeTimeout(Duration time) {
    return new RelaySettings(
        seats,
        policy,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        time,
        pauseAfterWelcome,
        limiter);
  }

  RelaySettings withPauseAfterWelcome(Duration time) {
    return new RelaySettings(
        seats,
        policy,
        scope,
        verificationsAtOnce,
        backlogLimitBytes,
        flushWindow,
        handshakeTimeout,
        time,
        limiter);
  }

  RelaySettings with(ConnectionLimiter.Limits other) {
    return new RelaySettings(
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
