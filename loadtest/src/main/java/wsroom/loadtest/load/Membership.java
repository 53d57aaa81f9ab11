package wsroom.loadtest.load;

/// How a server is judged that tells nothing about the members of a room.
public enum Membership {
  /// What it tells is checked, if it tells of anybody at all.
  AUTO,
  /// It has to tell.
  REQUIRED
}
