package wsroom.access;

import authchain.AuthChainVerifier;
import authchain.EthereumNode;
import authchain.Identity;
import authchain.SignedFetch;
import authchain.Verdict;
import java.time.Duration;
import java.time.Instant;
import wsroom.config.EthereumConfig;
import wsroom.config.RpcNode;

/// Verifies auth chains as the settings configure it, and maps the verdicts to the sessions'
/// results.
///
/// Thread-safe.
public final class AuthChains {
  private static final int WARM_UP_CHAINS = 100;

  private final AuthChainVerifier verifier;

  private AuthChains(AuthChainVerifier verifier) {
    this.verifier = verifier;
  }

  public static AuthChains of(EthereumConfig ethereum) {
    AuthChainVerifier.Builder builder = AuthChainVerifier.builder();
    if (ethereum.node() instanceof RpcNode.At(var uris)) {
      builder.ethereumNodes(uris.stream().map(EthereumNode::new).toList());
    }
    return new AuthChains(builder.build());
  }

  /// Loads the implementation that verifies signatures, if it is not loaded yet.
  public static void loadCurve() {
    var _ = AuthChainVerifier.builder().build().curveImplementation();
  }

  /// The implementation that verifies signatures: `libsecp256k1`, or a slower one if that does not
  /// load.
  public String curveImplementation() {
    return verifier.curveImplementation();
  }

  /// The number of cached delegations, which are not verified again.
  public int knownDelegations() {
    return verifier.knownDelegations();
  }

  /// Whether no Ethereum node is queried now, since each has failed several times in a row.
  public boolean ethereumNodeIsLeftAlone() {
    return verifier.ethereumNodeIsLeftAlone();
  }

  /// Verifies generated chains, so that the first clients after a start, which often connect all at
  /// once and give up after a second, do not wait for cold code. A separate verifier keeps their
  /// delegations out of the cache.
  public void warmUp() {
    AuthChains separate = new AuthChains(AuthChainVerifier.builder().build());
    Instant expiry = Instant.now().plus(Duration.ofMinutes(1));
    for (int i = 0; i < WARM_UP_CHAINS; i++) {
      Identity generated = Identity.named("warm-up " + i, expiry);
      String challenge = ChallengeSource.PREFIX + "warm-up-" + i;
      var _ = separate.verify(generated.sign(challenge).toJson(), challenge);
    }
    verifier.warmUp();
  }

  /// Verifies signed logins into comms (ADR-180); requests signed for another purpose are
  /// rejected.
  public SignedFetch signedLogins() {
    return SignedFetch.builder(verifier)
        .purpose("dcl:explorer", "dcl:explorer:comms-handshake")
        .build();
  }

  public Verification verify(String authChainJson, String challenge) {
    return switch (verifier.verify(authChainJson, challenge)) {
      case Verdict.Authentic authentic -> new Verification.Authentic(authentic.owner());
      case Verdict.Rejected(var reason) when reason == Verdict.Reason.EXPIRED ->
          new Verification.Expired();
      case Verdict.Rejected(var reason) when reason.unavailable() ->
          new Verification.Unavailable(reason.tag());
      case Verdict.Rejected(var reason) -> new Verification.Rejected(reason.tag());
    };
  }
}
