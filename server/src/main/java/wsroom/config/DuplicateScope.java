package wsroom.config;

/// The scope within which an address has at most one open session.
public enum DuplicateScope {
  SERVER,
  ROOM
}
