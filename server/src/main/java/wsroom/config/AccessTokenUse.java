package wsroom.config;

/// Whether a room's URI needs an access token.
public enum AccessTokenUse {
  /// Tokens are neither issued nor checked.
  OFF,
  /// A token that is given must be valid.
  OPTIONAL,
  /// Joining requires a valid token.
  REQUIRED
}
