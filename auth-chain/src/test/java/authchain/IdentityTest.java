package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Verdict.Authentic;
import authchain.Verdict.Reason;
import authchain.Verdict.Rejected;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The verifier accepts what an identity signs, and nothing else.
class IdentityTest {
  private static final Instant NOW = Instant.parse("2026-09-21T14:13:20Z");
  private static final Instant EXPIRY = NOW.plusSeconds(60);

  private final AuthChainVerifier verifier =
      AuthChainVerifier.builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build();

  @Test
  void threeLinksAuthenticateTheOwnerUntilExpiry() {
    Identity alice = Identity.named("alice", EXPIRY);

    assertThat(verifier.verify(alice.sign("dcl-1").toJson(), "dcl-1"))
        .isEqualTo(new Authentic(alice.address(), EXPIRY));
    assertThat(alice.sign("dcl-1").links()).hasSize(3);
    assertThat(alice.expiry()).isEqualTo(EXPIRY);
  }

  @Test
  void twoLinksAuthenticateAGuestWithoutExpiry() {
    Identity guest = Identity.guestNamed("bob");

    assertThat(verifier.verify(guest.sign("dcl-1").toJson(), "dcl-1"))
        .isEqualTo(new Authentic(guest.address(), Instant.MAX));
    assertThat(guest.sign("dcl-1").links()).hasSize(2);
    assertThat(guest.expiry()).isNull();
  }

  @Test
  void signatureIsValidForItsOwnTextOnly() {
    assertThat(verifier.verify(Identity.named("alice", EXPIRY).sign("dcl-1").toJson(), "dcl-2"))
        .isEqualTo(new Rejected(Reason.WRONG_TEXT));
  }

  @Test
  void expiredDelegationIsRejected() {
    assertThat(verifier.verify(Identity.named("alice", NOW).sign("dcl-1").toJson(), "dcl-1"))
        .isEqualTo(new Rejected(Reason.EXPIRED));
  }

  @Test
  void lastLinkOfAnotherIdentityIsRejected() {
    AuthChain alice = Identity.named("alice", EXPIRY).sign("dcl-1");
    AuthChain eve = Identity.named("eve", EXPIRY).sign("dcl-1");
    AuthChain mixed =
        new AuthChain(
            java.util.List.of(alice.links().get(0), alice.links().get(1), eve.links().get(2)));

    assertThat(verifier.verify(mixed.toJson(), "dcl-1"))
        .isEqualTo(new Rejected(Reason.WRONG_SIGNER));
  }

  @Test
  void labelIsDeterministicAndRandomIdentitiesDiffer() {
    assertThat(Identity.named("alice", EXPIRY).address())
        .isEqualTo(Identity.named("alice", EXPIRY).address())
        .matches("0x[0-9a-f]{40}")
        .isNotEqualTo(Identity.named("bob", EXPIRY).address());
    assertThat(Identity.create(new Random(1), EXPIRY).address())
        .isNotEqualTo(Identity.create(new Random(2), EXPIRY).address());
  }

  @Test
  void knownKeyHasItsKnownAddress() {
    byte[] one = new byte[32];
    one[31] = 1;

    assertThat(Identity.guest(one).address())
        .isEqualTo("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    assertThat(Address.checksummed("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"))
        .isEqualTo("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
  }

  @Test
  void printedIdentityHidesItsKeys() {
    assertThat(Identity.guestNamed("bob"))
        .hasToString("Identity[" + Identity.guestNamed("bob").address() + "]");
  }
}
