package wsroom;

import wsroom.config.LimitsConfig;
import wsroom.config.RoomConfig;
import wsroom.config.ServerConfig;
import wsroom.room.PeerDirectory;
import wsroom.room.PeerDirectory.DuplicatePolicy;
import wsroom.room.PeerDirectory.DuplicateScope;
import wsroom.session.Gate;
import wsroom.session.SessionSettings;

/// Rooms and sessions know no settings: what those say, in their words.
final class Configured {
  private Configured() {}

  static Gate gate(LimitsConfig limits) {
    return new Gate(
        new Gate.Limits(
            limits.maxConnections(),
            limits.maxPendingHandshakes(),
            limits.maxPendingPerAddress(),
            limits.joinsPerSecondPerAddress(),
            limits.sparesLoopback()));
  }

  static PeerDirectory directory(RoomConfig rooms) {
    return new PeerDirectory(
        rooms.maxUsers(),
        switch (rooms.duplicatePolicy()) {
          case KICK_PREVIOUS -> DuplicatePolicy.KICK_PREVIOUS;
          case REJECT_NEW -> DuplicatePolicy.REJECT_NEW;
        },
        switch (rooms.duplicateScope()) {
          case SERVER -> DuplicateScope.SERVER;
          case ROOM -> DuplicateScope.ROOM;
        });
  }

  static SessionSettings sessions(ServerConfig config) {
    return new SessionSettings(
        config.rooms().handshakeTimeout(),
        config.dataPath().backlogTimeout(),
        config.slowReaders().leastBytesPerSecond(),
        SessionSettings.USUAL_PAUSE_AFTER_WELCOME,
        config.limits().updatesPerSecond(),
        config.limits().updateBytesPerSecond(),
        config.limits().unknownPacketsPerMinute());
  }
}
