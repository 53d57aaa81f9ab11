package wsroom.http;

/// How the realm does at the moment.
///
/// @param healthy whether the server serves
/// @param acceptingUsers whether one more user would get in
/// @param usersCount those in the realm's room
public record Realm(boolean healthy, boolean acceptingUsers, int usersCount) {}
