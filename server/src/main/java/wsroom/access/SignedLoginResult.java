package wsroom.access;

/// The result of a signed login.
public sealed interface SignedLoginResult {

  /// @param fixedAdapter the room's URI, which may carry a token: a secret of the client
  record Admitted(String fixedAdapter) implements SignedLoginResult {}

  /// @param tag a short constant name, for metrics
  record Rejected(Kind kind, String tag, String message) implements SignedLoginResult {}

  /// Who can do something about a rejection.
  enum Kind {
    /// The user should read the message.
    FOR_THE_USER,
    /// The client sent a request that is none.
    MALFORMED,
    /// The client did not prove who it is.
    NOT_AUTHENTIC,
    /// The client should try again later.
    TRY_LATER
  }
}
