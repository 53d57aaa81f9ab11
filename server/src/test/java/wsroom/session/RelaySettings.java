package wsroom.session;

import java.time.Duration;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.limit.ConnectionLimiter;

/// The settings of a [Relay].
record RelaySettings(
    int seats,
    DuplicatePolicy policy,
    DuplicateScope scope,
    int verificationsAtOnce,
    int backlogLimitBytes,
    Duration flushWindow,
    Duration handshakeTimeout,
    Duration backlogTimeout,
    Duration pauseAfterWelcome,
    ConnectionLimiter.Limits limiter) {

  static RelaySettings defaults() {
    return builder().build();
  }

  static Builder builder() {
    return new Builder();
  }

  /// Rates small enough for tests to exceed them, with bursts of ten or eight seconds.
  SessionSettings sessionSettings() {
    return new SessionSettings(
        handshakeTimeout, backlogTimeout, Relay.LEAST_PACE, pauseAfterWelcome, 200, 1 << 20, 60);
  }

  static final class Builder {
    private int seats = 100;
    private DuplicatePolicy policy = DuplicatePolicy.KICK_PREVIOUS;
    private DuplicateScope scope = DuplicateScope.SERVER;
    private int verificationsAtOnce = 1_000;
    private int backlogLimitBytes = 1 << 20;
    private final Duration flushWindow = Duration.ofMillis(5);
    private Duration handshakeTimeout = Relay.HANDSHAKE_TIMEOUT;
    private Duration backlogTimeout = Relay.BACKLOG_TIMEOUT;
    private Duration pauseAfterWelcome = Duration.ZERO;
    private ConnectionLimiter.Limits limiter =
        new ConnectionLimiter.Limits(5000, 500, 400, 0, false);

    Builder seats(int value) {
      seats = value;
      return this;
    }

    Builder policy(DuplicatePolicy value) {
      policy = value;
      return this;
    }

    Builder scope(DuplicateScope value) {
      scope = value;
      return this;
    }

    Builder verificationsAtOnce(int value) {
      verificationsAtOnce = value;
      return this;
    }

    Builder backlogLimitBytes(int value) {
      backlogLimitBytes = value;
      return this;
    }

    Builder handshakeTimeout(Duration value) {
      handshakeTimeout = value;
      return this;
    }

    Builder backlogTimeout(Duration value) {
      backlogTimeout = value;
      return this;
    }

    Builder pauseAfterWelcome(Duration value) {
      pauseAfterWelcome = value;
      return this;
    }

    Builder limiter(ConnectionLimiter.Limits value) {
      limiter = value;
      return this;
    }

    RelaySettings build() {
      return new RelaySettings(
          seats,
          policy,
          scope,
          verificationsAtOnce,
          backlogLimitBytes,
          flushWindow,
          handshakeTimeout,
          backlogTimeout,
          pauseAfterWelcome,
          limiter);
    }
  }
}
