package authchain;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What verification says of a signed HTTP request. A refusal is a value: nothing that a client
/// sends makes [SignedFetch] throw.
public sealed interface FetchVerdict {

  /// The request is its signer's.
  ///
  /// @param owner the signer's address, in lower case: `0x` and 40 hex digits
  /// @param expiry when the ephemeral key's authority ends; `Instant.MAX` where the owner itself
  ///     signed
  /// @param metadata a JSON object, as sent; where only its lower-case form is signed, the case of
  ///     its values is the sender's or anyone's
  record Accepted(String owner, Instant expiry, String metadata) implements FetchVerdict {}

  /// The request proves nothing.
  ///
  /// @param chainReason why the chain is refused, where that is the reason
  record Refused(Reason reason, Verdict.@Nullable Reason chainReason) implements FetchVerdict {
    Refused(Reason reason) {
      this(reason, null);
    }

    /// The HTTP status to answer with: 400, 401, or 503 where trying again makes sense.
    public int status() {
      return chainReason != null && chainReason.unavailable() ? 503 : reason.status;
    }

    /// A stable lower-case name, for metrics and logs.
    public String tag() {
      return chainReason != null ? chainReason.tag() : reason.tag;
    }
  }

  /// Why a request is refused. In brackets: the strict rule that stands behind it.
  enum Reason {
    /// One of the identity headers comes more than once (F5).
    HEADER_REPEATED(400),
    /// The chain's headers have a gap, are more than ten, or one is no link (F1, F6).
    CHAIN_HEADERS(400),
    /// The timestamp is not in decimal digits (F2).
    TIMESTAMP_FORMAT(400),
    /// The timestamp is too old, or too far ahead (F2).
    TIMESTAMP_OUTSIDE_WINDOW(401),
    /// The metadata is no JSON object, repeats a name or spells a known one otherwise (F3).
    METADATA(400),
    /// The metadata's `signer` or `intent` is not the expected one (F4).
    WRONG_PURPOSE(400),
    /// What is signed is another request (F7).
    WRONG_REQUEST(401),
    /// The chain does not hold (F1).
    CHAIN(401),
    /// This very request was accepted before.
    REPLAYED(401),
    /// Too many requests are remembered to tell whether this one is new.
    BUSY(503);

    private final int status;
    private final String tag = name().toLowerCase(Locale.ROOT);

    Reason(int status) {
      this.status = status;
    }
  }
}
