package authchain;

/// What asking a contract wallet came to.
sealed interface ContractAnswer {
  /// The signature is the wallet's.
  record Accepted() implements ContractAnswer {}

  /// It is not, or there is no such wallet.
  record Rejected() implements ContractAnswer {}

  /// The node gave no answer.
  ///
  /// @param why for the log; nothing that a client wrote
  record Unavailable(String why) implements ContractAnswer {}

  /// Too many questions are under way; this one was not asked.
  record Busy() implements ContractAnswer {}
}
