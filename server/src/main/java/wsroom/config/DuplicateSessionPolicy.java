package wsroom.config;

/// Which session stays when an address joins that has a live one.
public enum DuplicateSessionPolicy {
  /// The new session takes over, and the old one is kicked.
  KICK_PREVIOUS,
  /// The old session stays, and the new one is refused.
  REJECT_NEW
}
