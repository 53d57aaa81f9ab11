package wsroom.session;

import java.time.Duration;
import wsroom.room.PeerFigures;

/// A welcomed session, as an operator sees it.
///
/// @param here for how long it has been in its room
public record PeerReport(
    String roomId, String address, int alias, long sessionId, Duration here, PeerFigures figures) {}
