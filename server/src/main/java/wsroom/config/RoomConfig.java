package wsroom.config;

import java.time.Duration;

/// Who gets into a room, and how.
///
/// @param maxUsers seats in a room
/// @param handshakeTimeout what a client has for each step until it is welcomed
public record RoomConfig(
    int maxUsers,
    Duration handshakeTimeout,
    DuplicateSessionPolicy duplicatePolicy,
    DuplicateSessionScope duplicateScope) {

  static RoomConfig read(SettingsReader settings) {
    settings.group("Rooms");
    return new RoomConfig(
        settings.number(
            "MAX_USERS",
            100,
            Range.of(1, 100_000),
            "peers",
            "Seats in a room; who comes when all are taken is refused. Godot explorers cope with"
                + " about 1300"),
        settings.milliseconds(
            "HANDSHAKE_TIMEOUT",
            5000,
            Range.of(1, 600_000),
            "Time for each step of the handshake, verification included"),
        settings.choice(
            "DUPLICATE_SESSION_POLICY",
            DuplicateSessionPolicy.KICK_PREVIOUS,
            "Who stays when an address joins that is already here: the new session or the old"),
        settings.choice(
            "DUPLICATE_SESSION_SCOPE",
            DuplicateSessionScope.SERVER,
            "Whether an address is already here when it is in any room, or only in the same one"));
  }
}
