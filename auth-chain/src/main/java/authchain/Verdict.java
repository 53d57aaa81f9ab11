package authchain;

/// What verification says of an auth chain. A refusal is a value: nothing that a client sends makes
// the verifier throw.
public sealed interface Verdict {

  /// The chain holds, and its last link signs the expected text.
  ///
  /// @param owner the address that the chain begins with, in lower case: `0x` and 40 hex digits
  record Authentic(String owner) implements Verdict {}

  /// The chain proves nothing.
  record Rejected(Reason reason) implements Verdict {}

  /// Why a chain is refused.
  enum Reason {
    MALFORMED_CHAIN
  }
}
