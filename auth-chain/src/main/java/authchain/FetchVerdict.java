package authchain;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The result of verifying a signed HTTP request. A refusal is a value: nothing that a client sends
/// makes [SignedFetch] throw.
public sealed interface FetchVerdict {

  /// The request is authentic.
  ///
  /// @param owner the signer's address, in lower case: `0x` and 40 hex digits
  /// @param expiry when the ephemeral key expires; `Instant.MAX` if the owner itself signed
  /// @param metadata a JSON object, as sent; if only its lower-case form is signed, the case of its
  ///     values is not authenticated
  record Accepted(String owner, Instant expiry, String metadata) implements FetchVerdict {}

  /// The request is not authentic.
  ///
  /// @param chainReason why the chain is rejected, if that is the reason
  record Refused(Reason reason, Verdict.@Nullable Reason chainReason) implements FetchVerdict {
    Refused(Reason reason) {
      this(reason, null);
    }

    /// The HTTP status of the response: 400, 401, or 503 if a retry makes sense.
    public int status() {
      return chainReason != null && chainReason.unavailable() ? 503 : reason.status;
    }

    /// A stable lower-case name, for metrics and logs.
    public String tag() {
      return chainReason != null ? chainReason.tag() : reason.tag;
    }
  }

  /// Reasons of refusal. In brackets: the strict rule.
  enum Reason {
    /// An identity header is repeated (F5).
    HEADER_REPEATED(400),
    /// The chain's headers have a gap, are more than ten, or one is not a link (F1, F6).
    CHAIN_HEADERS(400),
    /// The timestamp is not in decimal digits (F2).
    TIMESTAMP_FORMAT(400),
    /// The timestamp is too old, or too far in the future (F2).
    TIMESTAMP_OUTSIDE_WINDOW(401),
    /// The metadata is not a JSON object, repeats a name or misspells a known one (F3).
    METADATA(400),
    /// The metadata's `signer` or `intent` is not the expected one (F4).
    WRONG_PURPOSE(400),
    /// Another request was signed (F7).
    WRONG_REQUEST(401),
    /// The chain is rejected (F1).
    CHAIN(401),
    /// The request was accepted before.
    REPLAYED(401),
    /// The replay cache is full, so a replay could not be detected.
    BUSY(503);

    private final int status;
    private final String tag = name().toLowerCase(Locale.ROOT);

    Reason(int status) {
      this.status = status;
    }
  }
}
