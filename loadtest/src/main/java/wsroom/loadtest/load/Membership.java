package wsroom.loadtest.load;

/// How a server is judged that announces no members.
public enum Membership {
  /// Announcements are checked if there are any.
  AUTO,
  /// Announcements are required.
  REQUIRED
}
