package wsroom.config;

import java.time.Duration;

/// Joining a room: seats, handshake and duplicate sessions.
///
/// @param maxUsers seats in a room
/// @param handshakeTimeout the time for each step of the handshake
public record RoomConfig(
    int maxUsers,
    Duration handshakeTimeout,
    DuplicatePolicy duplicatePolicy,
    DuplicateScope duplicateScope) {

  static RoomConfig read(SettingsReader settings) {
    settings.group("Rooms");
    return new RoomConfig(
        settings.number(
            "MAX_USERS",
            100,
            Range.of(1, 100_000),
            "peers",
            "Seats in a room; a client that joins a full room is rejected. Godot explorers cope"
                + " with about 1300"),
        settings.milliseconds(
            "HANDSHAKE_TIMEOUT",
            5000,
            Range.of(1, 600_000),
            "Timeout of each step of the handshake, verification included"),
        settings.choice(
            "DUPLICATE_SESSION_POLICY",
            DuplicatePolicy.KICK_PREVIOUS,
            "Which session stays when an address that has an open session joins again: the new one"
                + " or the old one"),
        settings.choice(
            "DUPLICATE_SESSION_SCOPE",
            DuplicateScope.SERVER,
            "Whether an address may have one open session on the whole server, or one in each room"));
  }
}
