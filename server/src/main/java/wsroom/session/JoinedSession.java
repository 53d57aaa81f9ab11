package wsroom.session;

/// A session after its welcome.
///
/// @param sessionId never used twice
/// @param address verified, in lower case
public record JoinedSession(long sessionId, String roomId, String address, int alias) {}
