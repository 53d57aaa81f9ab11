package wsroom.config;

/// What an access token in a room's URI is good for.
public enum AccessTokenUse {
  /// Nothing: none is made, and one that comes is not looked at.
  OFF,
  /// One that comes must be right.
  OPTIONAL,
  /// Nobody gets in without a right one.
  REQUIRED
}
