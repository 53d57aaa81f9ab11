package wsroom.admin;

/// The result of checking a request's token.
sealed interface Authentication {

  record Known(Operator operator) implements Authentication {}

  /// No token, or an invalid one.
  record Unknown() implements Authentication {}

  /// Too many invalid tokens came from the client address, so this one was not checked.
  ///
  /// @param seconds until the next attempt
  record RateLimited(long seconds) implements Authentication {}
}
