package wsroom.room.membership;

/// The session that requests a seat. Called on its I/O thread, as a task of its own.
public interface SeatHolder {

  /// The session may join now.
  void onGranted(Grant grant);

  void onDenied(Denial denial);

  /// Another session of the same address was admitted: this one must leave its room, if it has
  /// joined, and release its lease. It may come before the grant.
  void onRevoked();

  /// The lease cannot be kept, because the servers cannot agree now: this session must leave its
  /// room and release its lease. Its client may come back.
  void onExpired();
}
