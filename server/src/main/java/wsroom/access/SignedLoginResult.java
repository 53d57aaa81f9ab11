package wsroom.access;

/// The result of a signed login.
public sealed interface SignedLoginResult {

  /// @param fixedAdapter the room's URI, which may carry a token: a secret of the client
  record Admitted(String fixedAdapter) implements SignedLoginResult {}

  /// @param status 200 if a person should read the message, since clients show it only then
  /// @param tag a short constant name, for metrics
  record Rejected(int status, String tag, String message) implements SignedLoginResult {}
}
