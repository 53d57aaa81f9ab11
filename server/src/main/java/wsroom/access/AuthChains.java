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

/// Verifies auth chains as the settings say, and tells the sessions what came of it.
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

  /// Loads what verifies signatures, if nobody has yet.
  public static void loadCurve() {
    var _ = AuthChainVerifier.builder().build().curveImplementation();
  }

  /// The implementation that verifies signatures: `libsecp256k1`, or the slower one where that does
  /// not load.
  public String curveImplementation() {
    return verifier.curveImplementation();
  }

  /// Delegations that need not be verified again.
  public int knownDelegations() {
    return verifier.knownDelegations();
  }

  /// Whether no Ethereum node is asked for now, since each has failed several times in a row.
  public boolean ethereumNodeIsLeftAlone() {
    return verifier.ethereumNodeIsLeftAlone();
  }

  /// Verifies some chains of its own, so that the first clients after a start, who often come all
  /// at once, do not wait for code that has never run: they give up after a second. A verifier
  /// apart does it: the delegations of these chains are nobody's.
  public void warmUp() {
    AuthChains apart = new AuthChains(AuthChainVerifier.builder().build());
    Instant expiry = Instant.now().plus(Duration.ofMinutes(1));
    for (int i = 0; i < WARM_UP_CHAINS; i++) {
      Identity nobody = Identity.named("warm-up " + i, expiry);
      String challenge = ChallengeSource.PREFIX + "warm-up-" + i;
      var _ = apart.login(nobody.sign(challenge).toJson(), challenge);
    }
    verifier.warmUp();
  }

  /// Verifies signed logins into comms (ADR-180); requests that the same keys signed for anything
  /// else are refused.
  public SignedFetch signedLogins() {
    return SignedFetch.builder(verifier)
        .purpose("dcl:explorer", "dcl:explorer:comms-handshake")
        .build();
  }

  public Verification login(String authChainJson, String challenge) {
    return switch (verifier.verify(authChainJson, challenge)) {
      case Verdict.Authentic authentic -> new Verification.Proven(authentic.owner());
      case Verdict.Rejected(var reason) when reason == Verdict.Reason.EXPIRED ->
          new Verification.Expired();
      case Verdict.Rejected(var reason) when reason.unavailable() ->
          new Verification.Unavailable(reason.tag());
      case Verdict.Rejected(var reason) -> new Verification.Refused(reason.tag());
    };
  }
}
