package wsroom.access;

/// What becomes of a signed challenge.
public sealed interface Verification {

  /// The client is who it says.
  ///
  /// @param owner the address that the auth chain begins with, in lower case
  record Proven(String owner) implements Verification {}

  /// The auth chain proves nothing.
  ///
  /// @param why a short constant name, for logs and metrics
  record Refused(String why) implements Verification {}

  /// The auth chain proves nothing any more: the key that signed has expired.
  record Expired() implements Verification {}

  /// Nothing can be said of the auth chain now; the same one may be good later.
  ///
  /// @param why a short constant name, for logs and metrics
  record Unavailable(String why) implements Verification {}

  /// The client is who it says, and must stay out.
  ///
  /// @param owner the address that the auth chain begins with, in lower case
  /// @param why words for a person
  record Banned(String owner, String why) implements Verification {}
}
