package wsroom.admin;

/// Whether a request comes from an operator.
sealed interface Identification {

  record Known(Operator operator) implements Identification {}

  /// No token, or a wrong one.
  record Unknown() implements Identification {}

  /// Too many wrong tokens came from its address: this one was not even looked at.
  ///
  /// @param seconds after which it may try again
  record Locked(long seconds) implements Identification {}
}
