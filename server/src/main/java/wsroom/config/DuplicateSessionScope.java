package wsroom.config;

/// Within what an address has at most one live session.
public enum DuplicateSessionScope {
  SERVER,
  ROOM
}
