package authchain;

import authchain.Verdict.Reason;
import java.time.Instant;

/// The text by which an owner delegates its authority to an ephemeral key (S4):
///
///     Decentraland Login
///     Ephemeral address: 0x1e0529Ce63cf0375502fe762E3666007B59C7116
///     Expiration: 2026-09-28T14:13:20.000Z
///
/// Exactly these lines: no other text that an owner may be led to sign, such as a challenge, must
/// pass for a delegation.
final class EphemeralText {
  private static final String TITLE = "Decentraland Login";
  private static final String ADDRESS = "Ephemeral address: ";
  private static final String EXPIRATION = "Expiration: ";

  private EphemeralText() {}

  /// The result of parsing.
  sealed interface Parsed {
    /// @param text the signed text: the payload without carriage returns
    /// @param address as written, in any case
    record Delegation(String text, String address, Instant expiry) implements Parsed {}

    record Rejected(Reason reason) implements Parsed {}
  }

  static Parsed parse(String payload) {
    String text = payload.indexOf('\r') < 0 ? payload : payload.replace("\r", "");
    int firstEnd = text.indexOf('\n');
    int secondEnd = firstEnd < 0 ? -1 : text.indexOf('\n', firstEnd + 1);
    if (secondEnd < 0
        || text.indexOf('\n', secondEnd + 1) >= 0
        || firstEnd != TITLE.length()
        || !text.startsWith(TITLE)
        || !text.startsWith(ADDRESS, firstEnd + 1)
        || !text.startsWith(EXPIRATION, secondEnd + 1)) {
      return new Parsed.Rejected(Reason.EPHEMERAL_TEXT);
    }
    String address = text.substring(firstEnd + 1 + ADDRESS.length(), secondEnd);
    if (!Address.isAddress(address)) {
      return new Parsed.Rejected(Reason.EPHEMERAL_TEXT);
    }
    Instant expiry = ExpirationDate.parse(text.substring(secondEnd + 1 + EXPIRATION.length()));
    return expiry == null
        ? new Parsed.Rejected(Reason.EXPIRATION_DATE)
        : new Parsed.Delegation(text, address, expiry);
  }
}
