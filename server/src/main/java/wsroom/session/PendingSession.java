package wsroom.session;

/// A session before its welcome.
///
/// @param sessionId never used twice
/// @param claimedAddress in lower case; empty until it has claimed one
public record PendingSession(long sessionId, String roomId, String claimedAddress) {}
