package wsroom.session;

import java.time.Instant;
import wsroom.room.PeerFigures;

/// A welcomed session in an operator's report.
///
/// @param joinedAt the time of the welcome: the same in each report
public record PeerReport(
    String roomId,
    String address,
    int alias,
    long sessionId,
    Instant joinedAt,
    PeerFigures figures) {}
