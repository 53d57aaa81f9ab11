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
    Duration flushWindow) {

  static Rules usual() {
    return new Rules(
        100,
        DuplicatePolicy.KICK_PREVIOUS,
        DuplicateScope.SERVER,
        1_000,
        1 << 20,
        Duration.ofMillis(5));
  }

  Rules withSeats(int number) {
    return new Rules(number, policy, scope, verificationsAtOnce, backlogLimitBytes, flushWindow);
  }

  Rules with(DuplicatePolicy other) {
    return new Rules(seats, other, scope, verificationsAtOnce, backlogLimitBytes, flushWindow);
  }

  Rules with(DuplicateScope other) {
    return new Rules(seats, policy, other, verificationsAtOnce, backlogLimitBytes, flushWindow);
  }

  Rules withVerificationsAtOnce(int number) {
    return new Rules(seats, policy, scope, number, backlogLimitBytes, flushWindow);
  }

  Rules withBacklogLimit(int bytes) {
    return new Rules(seats, policy, scope, verificationsAtOnce, bytes, flushWindow);
  }

  /// Few enough for a test to go beyond them, and a burst of ten or eight seconds.
  SessionSettings settings() {
    return new SessionSettings(Relay.HANDSHAKE_TIMEOUT, Relay.BACKLOG_TIMEOUT, 200, 1 << 20, 60);
  }

  Gate.Limits gate() {
    return new Gate.Limits(1000, 500, 400, 0, false);
  }
}
