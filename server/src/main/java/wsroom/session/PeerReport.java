package wsroom.session;

import java.time.Instant;
import wsroom.room.PeerFigures;

/// A welcomed session, as an operator sees it.
///
/// @param joinedAt when it was welcomed: the same in each report
public record PeerReport(
    String roomId,
    String address,
    int alias,
    long sessionId,
    Instant joinedAt,
    PeerFigures figures) {}
