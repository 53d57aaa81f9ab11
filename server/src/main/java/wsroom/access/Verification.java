package wsroom.access;

/// The result of verifying a signed challenge.
public sealed interface Verification {

  /// The auth chain is authentic.
  ///
  /// @param owner the address that the auth chain begins with, in lower case
  record Authentic(String owner) implements Verification {}

  /// The auth chain is invalid.
  ///
  /// @param tag a short constant name, for logs and metrics
  record Rejected(String tag) implements Verification {}

  /// The ephemeral key of the auth chain has expired.
  record Expired() implements Verification {}

  /// The auth chain cannot be verified now; a later attempt may succeed.
  ///
  /// @param tag a short constant name, for logs and metrics
  record Unavailable(String tag) implements Verification {}

  /// The auth chain is authentic, and its owner is banned.
  ///
  /// @param owner the address that the auth chain begins with, in lower case
  /// @param text for a person
  record Banned(String owner, String text) implements Verification {}
}
