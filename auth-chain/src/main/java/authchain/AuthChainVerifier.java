package authchain;

import authchain.LinkType.Role;
import authchain.Verdict.Authentic;
import authchain.Verdict.Reason;
import authchain.Verdict.Rejected;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Says whether an auth chain holds and whose it is, by the strict rules S1 to S9. Safe for use by
/// many threads; blocks while it asks a contract wallet; never throws, whatever the chain.
public final class AuthChainVerifier {
  private final Clock clock;
  private final Secp256k1 curve;

  private AuthChainVerifier(Builder builder) {
    clock = builder.clock;
    curve = builder.curve;
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Verifies a chain.
  ///
  /// @param authChainJson what a client sent
  /// @param expectedFinalAuthority the text that the last link has to sign
  public Verdict verify(String authChainJson, String expectedFinalAuthority) {
    return switch (ChainParser.chain(authChainJson)) {
      case ChainParser.Parsed.Refused(Reason reason) -> new Rejected(reason);
      case ChainParser.Parsed.Chain(List<AuthLink> links) -> verify(links, expectedFinalAuthority);
    };
  }

  private Verdict verify(List<AuthLink> links, String expectedFinalAuthority) {
    Reason malformed = refuseShape(links);
    if (malformed != null) {
      return new Rejected(malformed);
    }
    AuthLink last = links.getLast();
    if (!last.payload().equals(expectedFinalAuthority)) {
      return new Rejected(Reason.WRONG_TEXT);
    }
    String owner = links.getFirst().payload().toLowerCase(Locale.ROOT);
    if (links.size() == 2) {
      return verify(owner, owner, Instant.MAX, last);
    }
    AuthLink ephemeral = links.get(1);
    return switch (EphemeralText.parse(ephemeral.payload())) {
      case EphemeralText.Parsed.Refused(Reason reason) -> new Rejected(reason);
      case EphemeralText.Parsed.Delegation delegation -> {
        if (!delegation.expiry().isAfter(clock.instant())) {
          yield new Rejected(Reason.EXPIRED);
        }
        Reason refused = refuse(ephemeral, delegation.text(), owner);
        yield refused != null
            ? new Rejected(refused)
            : verify(
                owner, delegation.address().toLowerCase(Locale.ROOT), delegation.expiry(), last);
      }
    };
  }

  private Verdict verify(String owner, String signer, Instant expiry, AuthLink last) {
    Reason refused = refuse(last, last.payload(), signer);
    return refused == null ? new Authentic(owner, expiry) : new Rejected(refused);
  }

  /// S2 and S3, and that the SIGNER carries no signature.
  private static @Nullable Reason refuseShape(List<AuthLink> links) {
    int size = links.size();
    boolean shaped =
        (size == 2 || size == 3)
            && links.getFirst().type() == LinkType.SIGNER
            && (size == 2 || links.get(1).type().role() == Role.EPHEMERAL)
            && links.getLast().type().role() == Role.SIGNED_ENTITY;
    if (!shaped) {
      return Reason.WRONG_SHAPE;
    }
    if (!links.getFirst().signature().isEmpty()) {
      return Reason.MALFORMED_CHAIN;
    }
    return Address.isAddress(links.getFirst().payload()) ? null : Reason.OWNER_ADDRESS;
  }

  /// Why a link's signature is not by the signer, or null where it is.
  private @Nullable Reason refuse(AuthLink link, String text, String signer) {
    if (link.type().contract()) {
      return Reason.CONTRACTS_OFF;
    }
    byte[] signature = Hex.parse(link.signature());
    if (signature == null || signature.length != 65) {
      return Reason.SIGNATURE_FORMAT;
    }
    int v = signature[64] >= 27 ? signature[64] - 27 : signature[64];
    if (v != 0 && v != 1) {
      return Reason.SIGNATURE_FORMAT;
    }
    byte[] publicKey =
        curve.recover(SignedText.personalMessageHash(text), Arrays.copyOf(signature, 64), v);
    if (publicKey == null) {
      return Reason.SIGNATURE_UNRECOVERABLE;
    }
    return Address.ofPublicKey(publicKey).equals(signer) ? null : Reason.WRONG_SIGNER;
  }

  /// What a verifier works with. Everything has a default.
  public static final class Builder {
    private Clock clock = Clock.systemUTC();
    private Secp256k1 curve = Secp256k1.best();

    private Builder() {}

    /// The time by which delegations expire; the system's by default.
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /// Which implementation recovers signers; [Secp256k1#best()] by default.
    public Builder curve(Secp256k1 curve) {
      this.curve = curve;
      return this;
    }

    public AuthChainVerifier build() {
      return new AuthChainVerifier(this);
    }
  }
}
