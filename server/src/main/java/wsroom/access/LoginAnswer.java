package wsroom.access;

/// What becomes of a signed login.
public sealed interface LoginAnswer {

  /// @param fixedAdapter the room's URI, which may carry a token: a secret of whoever logged in
  record Admitted(String fixedAdapter) implements LoginAnswer {}

  /// @param status 200 where a person should read the message, since clients show it only then
  /// @param tag a short constant name, for metrics
  record Refused(int status, String tag, String message) implements LoginAnswer {}
}
