package wsroom.server;

import java.util.Locale;
import wsroom.config.BuildInfo;
import wsroom.config.LimitsConfig;
import wsroom.config.PublicUrl;
import wsroom.config.RealmConfig;
import wsroom.config.RoomConfig;
import wsroom.config.ServerConfig;
import wsroom.http.pages.PageFacts;
import wsroom.limit.ConnectionLimiter;
import wsroom.room.RelayLimit;
import wsroom.room.membership.AliasSource;
import wsroom.room.membership.LocalRoomAuthority;
import wsroom.room.membership.RoomAuthority;
import wsroom.session.SessionSettings;

/// Translates settings into the types of rooms, sessions and pages, which do not know the settings.
final class Configured {
  private Configured() {}

  static ConnectionLimiter limiter(LimitsConfig limits) {
    return new ConnectionLimiter(
        new ConnectionLimiter.Limits(
            limits.maxConnections(),
            limits.maxPendingHandshakes(),
            limits.maxPendingPerAddress(),
            limits.joinsPerSecondPerAddress(),
            limits.sparesLoopback()));
  }

  static RoomAuthority localAuthority(RoomConfig rooms) {
    return new LocalRoomAuthority(
        rooms.maxUsers(), rooms.duplicatePolicy(), rooms.duplicateScope(), new AliasSource());
  }

  /// Reliable updates may fill a quarter of a backlog at once, and half of it after a pause: the
  /// remainder is for what a consumer has not read yet. See [RelayLimit].
  static RelayLimit relayLimit(ServerConfig config) {
    LimitsConfig limits = config.limits();
    return limits.updateBytesPerSecond() == 0 || limits.reliableBytesPerRoom() == 0
        ? RelayLimit.NONE
        : new RelayLimit(limits.reliableBytesPerRoom(), config.dataPath().backlogLimitBytes() / 8);
  }

  static SessionSettings sessions(ServerConfig config) {
    return new SessionSettings(
        config.rooms().handshakeTimeout(),
        config.dataPath().backlogTimeout(),
        config.slowReaders().leastBytesPerSecond(),
        SessionSettings.DEFAULT_PAUSE_AFTER_WELCOME,
        config.limits().updatesPerSecond(),
        config.limits().updateBytesPerSecond(),
        config.limits().unknownPacketsPerMinute());
  }

  static PageFacts pages(ServerConfig config) {
    BuildInfo build = BuildInfo.load();
    return new PageFacts(
        config.realm().map(RealmConfig::name),
        config.realm().map(RealmConfig::room),
        config.access().publicUrl().map(PublicUrl::forWebSockets),
        build.version(),
        build.commit(),
        config.access().tokens().name().toLowerCase(Locale.ROOT),
        config.monitoring().metricsPath(),
        config.internal().isEmpty(),
        config.internal().isEmpty() && config.monitoring().metricsToken().isEmpty());
  }
}
