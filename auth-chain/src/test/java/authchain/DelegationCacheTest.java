package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Verdict.Authentic;
import authchain.Verdict.Reason;
import authchain.Verdict.Rejected;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A cached session is verified with one recovery, and the cache changes no verdict.
class DelegationCacheTest {
  private static final Instant NOW = Instant.parse("2026-09-21T14:13:20Z");
  private static final Instant EXPIRY = NOW.plusSeconds(60);

  private Instant now = NOW;
  private final CountingCurve curve = new CountingCurve();
  private final Identity alice = Identity.named("alice", EXPIRY);
  private final AuthChainVerifier verifier = verifier(2);

  @Test
  void returningSessionCostsOneRecovery() {
    assertThat(verifier.verify(alice.sign("dcl-1").toJson(), "dcl-1"))
        .isEqualTo(new Authentic(alice.address(), EXPIRY));
    assertThat(curve.takeRecoveries()).isEqualTo(2);

    assertThat(verifier.verify(alice.sign("dcl-2").toJson(), "dcl-2"))
        .isEqualTo(new Authentic(alice.address(), EXPIRY));
    assertThat(curve.takeRecoveries()).isEqualTo(1);
  }

  @Test
  void cachedDelegationExpires() {
    assertThat(verifier.verify(alice.sign("dcl-1").toJson(), "dcl-1"))
        .isInstanceOf(Authentic.class);

    now = EXPIRY;
    assertThat(verifier.verify(alice.sign("dcl-2").toJson(), "dcl-2"))
        .isEqualTo(new Rejected(Reason.EXPIRED));
    assertThat(verifier.knownDelegations()).isZero();
  }

  @Test
  void cachedDelegationStillRequiresALastSignature() {
    AuthChain known = alice.sign("dcl-1");
    assertThat(verifier.verify(known.toJson(), "dcl-1")).isInstanceOf(Authentic.class);
    AuthLink forged =
        new AuthLink(LinkType.ECDSA_SIGNED_ENTITY, "dcl-2", known.links().getLast().signature());

    assertThat(
            verifier.verify(
                new AuthChain(List.of(known.links().get(0), known.links().get(1), forged)).toJson(),
                "dcl-2"))
        .isEqualTo(new Rejected(Reason.WRONG_SIGNER));
  }

  @Test
  void cachedDelegationAuthenticatesItsOwnerOnly() {
    AuthChain known = alice.sign("dcl-1");
    assertThat(verifier.verify(known.toJson(), "dcl-1")).isInstanceOf(Authentic.class);
    AuthLink otherOwner =
        new AuthLink(LinkType.SIGNER, Identity.named("bob", EXPIRY).address(), "");

    assertThat(
            verifier.verify(
                new AuthChain(List.of(otherOwner, known.links().get(1), known.links().get(2)))
                    .toJson(),
                "dcl-1"))
        .isEqualTo(new Rejected(Reason.WRONG_SIGNER));
  }

  @Test
  void rejectedChainsAreNotCached() {
    AuthChain chain = alice.sign("dcl-1");
    AuthLink byEve = Identity.named("eve", EXPIRY).sign("dcl-1").links().getLast();
    String forged =
        new AuthChain(List.of(chain.links().get(0), chain.links().get(1), byEve)).toJson();

    assertThat(verifier.verify(forged, "dcl-1")).isEqualTo(new Rejected(Reason.WRONG_SIGNER));
    assertThat(verifier.knownDelegations()).isZero();
  }

  @Test
  void leastRecentlyUsedDelegationIsEvictedFirst() {
    for (String name : List.of("alice", "bob", "alice", "carol")) {
      verifier.verify(Identity.named(name, EXPIRY).sign("t").toJson(), "t");
    }
    assertThat(verifier.knownDelegations()).isEqualTo(2);
    curve.takeRecoveries();

    verifier.verify(alice.sign("t").toJson(), "t");
    assertThat(curve.takeRecoveries()).isEqualTo(1);
    verifier.verify(Identity.named("bob", EXPIRY).sign("t").toJson(), "t");
    assertThat(curve.takeRecoveries()).isEqualTo(2);
  }

  @Test
  void cacheOfSizeZeroIsDisabled() {
    AuthChainVerifier forgetful = verifier(0);

    forgetful.verify(alice.sign("t").toJson(), "t");

    assertThat(forgetful.knownDelegations()).isZero();
  }

  private AuthChainVerifier verifier(int cacheSize) {
    Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    return AuthChainVerifier.builder()
        .clock(clock)
        .curve(curve)
        .delegationCacheSize(cacheSize)
        .build();
  }
}
