package wsroom.config;

/// Which session stays when an address that has an open session joins again.
public enum DuplicatePolicy {
  /// The new session takes over, and the old one is kicked.
  KICK_PREVIOUS,
  /// The old session stays, and the new one is rejected.
  REJECT_NEW
}
