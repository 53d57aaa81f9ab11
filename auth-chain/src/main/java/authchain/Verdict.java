package authchain;

import java.time.Instant;
import java.util.Locale;

/// The result of verifying an auth chain. A rejection is a value: nothing that a client sends makes
/// a verifier throw.
public sealed interface Verdict {

  /// The chain is valid, and its last link signs the expected text.
  ///
  /// @param owner the address of the SIGNER, in lower case: `0x` and 40 hex digits
  /// @param expiry when the ephemeral key expires; `Instant.MAX` if the owner itself signed
  record Authentic(String owner, Instant expiry) implements Verdict {}

  /// The chain is invalid.
  record Rejected(Reason reason) implements Verdict {}

  /// Reasons of rejection. In brackets: the strict rule, if there is exactly one.
  enum Reason {
    /// More than 16,384 bytes or more than ten links (S1).
    TOO_LARGE,
    /// Not JSON, or followed by something else.
    INVALID_JSON,
    /// JSON, but not an array of links.
    MALFORMED_CHAIN,
    /// Not `SIGNER [one EPHEMERAL] SIGNED_ENTITY` (S2).
    WRONG_SHAPE,
    /// The SIGNER's payload is not an address (S3).
    OWNER_ADDRESS,
    /// The delegation does not have the required three lines (S4).
    EPHEMERAL_TEXT,
    /// The expiration date is in no accepted form (S5).
    EXPIRATION_DATE,
    /// The ephemeral key has expired.
    EXPIRED,
    /// The signed text is not the expected one.
    WRONG_TEXT,
    /// A link that needs a signature has none.
    SIGNATURE_MISSING,
    /// A signature is not `0x` and 130 hex digits (S6).
    SIGNATURE_FORMAT,
    /// A signature's last byte, v, is not 0, 1, 27 or 28 (S6).
    SIGNATURE_RECOVERY_ID,
    /// No key can be recovered from the signature.
    SIGNATURE_UNRECOVERABLE,
    /// Another key signed, or another text was signed.
    WRONG_SIGNER,
    /// A contract's signature is not `0x` and whole bytes, or is longer than 4,096 of them (S8).
    CONTRACT_SIGNATURE_FORMAT,
    /// A contract's address is in mixed case, but not that of its checksum (EIP-55).
    CONTRACT_ADDRESS,
    /// The address is a precompiled contract, which answers any caller (S9).
    PRECOMPILE,
    /// The contract did not return the magic value (S7).
    CONTRACT_REJECTED,
    /// The contract did not return the magic value, and the signature is that of an undeployed
    /// wallet (EIP-6492): any transaction of the wallet deploys it.
    UNDEPLOYED_WALLET,
    /// Contract wallets are disabled.
    CONTRACTS_OFF,
    /// The Ethereum node did not reply in time, or not validly: a retry may succeed.
    NODE_UNAVAILABLE,
    /// Too many contract calls are pending: a retry may succeed.
    BUSY;

    private final String tag = name().toLowerCase(Locale.ROOT);

    /// A stable lower-case name, for metrics and logs.
    public String tag() {
      return tag;
    }

    /// Whether the cause is local and not the chain, so that a retry makes sense.
    public boolean unavailable() {
      return this == NODE_UNAVAILABLE || this == BUSY;
    }
  }
}
