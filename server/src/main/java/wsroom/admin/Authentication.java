package wsroom.admin;

/// Whether a request comes from an operator.
sealed interface Authentication {

  record Known(Operator operator) implements Authentication {}

  /// No token, or a wrong one.
  record Unknown() implements Authentication {}

  /// Too many wrong tokens came from its address: this one was not even looked at.
  ///
  /// @param seconds after which it may try again
  record Locked(long seconds) implements Authentication {}
}
