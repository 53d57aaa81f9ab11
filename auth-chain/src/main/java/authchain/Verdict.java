package authchain;

import java.time.Instant;
import java.util.Locale;

/// What verification says of an auth chain. A refusal is a value: nothing that a client sends makes
/// a verifier throw.
public sealed interface Verdict {

  /// The chain holds, and its last link signs the expected text.
  ///
  /// @param owner the address that the chain begins with, in lower case: `0x` and 40 hex digits
  /// @param expiry when the ephemeral key's authority ends; `Instant.MAX` where the owner itself
  ///     signed, which never expires
  record Authentic(String owner, Instant expiry) implements Verdict {}

  /// The chain proves nothing.
  record Rejected(Reason reason) implements Verdict {}

  /// Why a chain is refused. In brackets: the strict rule, where one alone stands behind it.
  enum Reason {
    /// More than 16,384 bytes or more than ten links (S1).
    TOO_LARGE,
    /// No JSON, or something after its end.
    INVALID_JSON,
    /// JSON, but no array of links.
    MALFORMED_CHAIN,
    /// Not `SIGNER [one EPHEMERAL] SIGNED_ENTITY` (S2).
    WRONG_SHAPE,
    /// The SIGNER's payload is no address (S3).
    OWNER_ADDRESS,
    /// The delegation is not in the three lines that wallets show (S4).
    EPHEMERAL_TEXT,
    /// The expiration is in no known form of date (S5).
    EXPIRATION_DATE,
    /// The ephemeral key's time is over.
    EXPIRED,
    /// The signed text is not the expected one.
    WRONG_TEXT,
    /// A link that needs a signature has none.
    SIGNATURE_MISSING,
    /// A signature is not `0x` and 130 hex digits (S6).
    SIGNATURE_FORMAT,
    /// A signature's last byte, v, is not 0, 1, 27 or 28 (S6).
    SIGNATURE_RECOVERY_ID,
    /// No key can have made the signature.
    SIGNATURE_UNRECOVERABLE,
    /// Someone else signed, or another text was signed.
    WRONG_SIGNER,
    /// A contract's signature is not `0x` and whole bytes, or is longer than 4,096 of them (S8).
    CONTRACT_SIGNATURE_FORMAT,
    /// A contract's address is in mixed case, but not in that of its checksum (EIP-55).
    CONTRACT_ADDRESS,
    /// The address is one of the network's own contracts, which answer to anyone (S9).
    PRECOMPILE,
    /// The contract did not answer with the magic value (S7).
    CONTRACT_REJECTED,
    /// The contract did not answer with the magic value, and its signature is one for a wallet that
    /// is not deployed yet (EIP-6492): the wallet's first transaction helps.
    UNDEPLOYED_WALLET,
    /// Contract wallets are switched off here.
    CONTRACTS_OFF,
    /// The Ethereum node did not answer in time, or not with sense: the same chain may pass later.
    NODE_UNAVAILABLE,
    /// Too many contract wallets are being asked about: the same chain may pass later.
    BUSY;

    private final String tag = name().toLowerCase(Locale.ROOT);

    /// A stable lower-case name, for metrics and logs.
    public String tag() {
      return tag;
    }

    /// Whether the cause lies here, not with the chain: trying again makes sense.
    public boolean unavailable() {
      return this == NODE_UNAVAILABLE || this == BUSY;
    }
  }
}
