package authchain;

/// The result of a contract query.
sealed interface ContractResult {
  /// The signature is the wallet's.
  record Accepted() implements ContractResult {}

  /// The signature is not the wallet's, or the wallet does not exist.
  record Rejected() implements ContractResult {}

  /// The node returned no result.
  ///
  /// @param why for the log; contains no client input
  record Unavailable(String why) implements ContractResult {}

  /// Too many queries are pending; this one was not sent.
  record Busy() implements ContractResult {}
}
