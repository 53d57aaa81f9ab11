package wsroom.http;

/// The current state of the realm.
///
/// @param healthy whether the server serves
/// @param acceptingUsers whether one more user could join
/// @param usersCount users in the realm's room
public record Realm(boolean healthy, boolean acceptingUsers, int usersCount) {}
