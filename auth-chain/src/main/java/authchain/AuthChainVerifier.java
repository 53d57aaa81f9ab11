package authchain;

import authchain.ContractQuery.When;
import authchain.EphemeralText.Parsed.Delegation;
import authchain.LinkType.Role;
import authchain.Verdict.Authentic;
import authchain.Verdict.Reason;
import authchain.Verdict.Rejected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Verifies auth chains by the strict rules S1 to S9. Thread-safe. Blocks while it calls a contract
/// wallet, until the deadline at most. Never throws, whatever the chain.
public final class AuthChainVerifier {
  private final Clock clock;
  private final Secp256k1 curve;
  private final DelegationCache delegations;
  private final @Nullable ContractWallets contracts;
  private final Duration contractDeadline;
  private final LongSupplier nanoTime;

  private AuthChainVerifier(Builder builder) {
    clock = builder.clock;
    curve = builder.curve;
    delegations = new DelegationCache(builder.delegationCacheSize);
    contractDeadline = builder.contractDeadline;
    nanoTime = builder.nanoTime;
    contracts =
        builder.ethereumNodes.isEmpty()
            ? null
            : new ContractWallets(
                builder.ethereumNodes,
                builder.contractConcurrency,
                builder.nodePause,
                builder.nanoTime);
  }

  /// A verifier of plain accounts' chains, unless an Ethereum node is set.
  public static Builder builder() {
    return new Builder();
  }

  /// Verifies a chain as of now.
  ///
  /// @param authChainJson as received from a client
  /// @param expectedFinalAuthority the text that the last link must sign
  public Verdict verify(String authChainJson, String expectedFinalAuthority) {
    return verify(authChainJson, expectedFinalAuthority, clock.instant(), new When.Now());
  }

  /// Verifies a chain as of another time, such as that of a deployment. A contract wallet that
  /// rejects the signature today is called again at the block of that time, which requires a node
  /// with historical state.
  public Verdict verifyAt(String authChainJson, String expectedFinalAuthority, Instant date) {
    return verify(authChainJson, expectedFinalAuthority, date, new When.Past(date));
  }

  /// Loads the encoder of contract calls, if there is a node, so that the first call does not wait
  /// for it. Sends no request.
  public void warmUp() {
    if (contracts != null) {
      ContractQuery.warmUp();
    }
  }

  /// The implementation of the curve in use: `libsecp256k1` or `web3j`.
  public String curveImplementation() {
    return curve.implementation();
  }

  /// Number of cached ephemeral links.
  public int knownDelegations() {
    return delegations.size();
  }

  /// Whether all Ethereum nodes are paused after repeated failures.
  public boolean ethereumNodeIsLeftAlone() {
    return contracts != null && contracts.allNodesPaused();
  }

  private Verdict verify(String json, String expected, Instant date, When when) {
    return switch (ChainParser.chain(json)) {
      case ChainParser.Parsed.Rejected(Reason reason) -> new Rejected(reason);
      case ChainParser.Parsed.Chain(List<AuthLink> links) -> verify(links, expected, date, when);
    };
  }

  Verdict verify(List<AuthLink> links, String expected) {
    return verify(links, expected, clock.instant(), new When.Now());
  }

  private Verdict verify(List<AuthLink> links, String expected, Instant date, When when) {
    Reason malformed = checkShape(links);
    if (malformed != null) {
      return new Rejected(malformed);
    }
    AuthLink last = links.getLast();
    if (!last.payload().equals(expected)) {
      return new Rejected(Reason.WRONG_TEXT);
    }
    ChainCheck check = new ChainCheck(links.getFirst().payload(), date, when);
    return links.size() == 2 ? check.ownText(last) : check.delegatedText(links.get(1), last);
  }

  /// Checks S2 and S3; null if they hold.
  private static @Nullable Reason checkShape(List<AuthLink> links) {
    int size = links.size();
    if (size == 0) {
      return Reason.MALFORMED_CHAIN;
    }
    boolean shaped =
        (size == 2 || size == 3)
            && links.getFirst().type() == LinkType.SIGNER
            && (size == 2 || links.get(1).type().role() == Role.EPHEMERAL)
            && links.getLast().type().role() == Role.SIGNED_ENTITY;
    if (!shaped) {
      return Reason.WRONG_SHAPE;
    }
    return Address.isAddress(links.getFirst().payload()) ? null : Reason.OWNER_ADDRESS;
  }

  /// The check of one chain, from its owner to its last text.
  private final class ChainCheck {
    private final String ownerAsWritten;
    private final String owner;
    private final Instant date;
    private final When when;
    private @Nullable Deadline deadline;

    ChainCheck(String owner, Instant date, When when) {
      ownerAsWritten = owner;
      this.owner = owner.toLowerCase(Locale.ROOT);
      this.date = date;
      this.when = when;
    }

    Verdict ownText(AuthLink last) {
      Reason refused = check(last, last.payload(), ownerAsWritten);
      return refused == null ? new Authentic(owner, Instant.MAX) : new Rejected(refused);
    }

    Verdict delegatedText(AuthLink link, AuthLink last) {
      DelegationCache.Key key = DelegationCache.Key.of(owner, link.payload(), link.signature());
      // A contract may change its answer, so it is called each time.
      boolean cacheable = !link.type().contract();
      Delegation known = cacheable ? delegations.find(key) : null;
      return switch (known != null ? known : EphemeralText.parse(link.payload())) {
        case EphemeralText.Parsed.Rejected(Reason reason) -> new Rejected(reason);
        case Delegation delegation when !delegation.expiry().isAfter(date) -> {
          delegations.remove(key);
          yield new Rejected(Reason.EXPIRED);
        }
        case Delegation delegation -> {
          Reason refused =
              known != null
                  ? check(last, last.payload(), delegation.address())
                  : checkBoth(link, delegation, last);
          if (refused != null) {
            yield new Rejected(refused);
          }
          if (cacheable && known == null) {
            delegations.add(key, delegation);
          }
          yield new Authentic(owner, delegation.expiry());
        }
      };
    }

    private @Nullable Reason checkBoth(AuthLink link, Delegation delegation, AuthLink last) {
      // A key's signature is checked before a contract is called, which costs far more.
      boolean lastFirst = link.type().contract() && !last.type().contract();
      Reason refused =
          lastFirst
              ? check(last, last.payload(), delegation.address())
              : check(link, delegation.text(), ownerAsWritten);
      if (refused != null) {
        return refused;
      }
      return lastFirst
          ? check(link, delegation.text(), ownerAsWritten)
          : check(last, last.payload(), delegation.address());
    }

    /// The reason why a link's signature is not the signer's, or null if it is.
    private @Nullable Reason check(AuthLink link, String text, String signerAsWritten) {
      String signer = signerAsWritten.toLowerCase(Locale.ROOT);
      if (!link.type().contract()) {
        return Signatures.check(curve, text, link.signature(), signer);
      }
      Reason formError = Signatures.checkContractSignature(signerAsWritten, link.signature());
      if (formError != null || contracts == null) {
        return formError != null ? formError : Reason.CONTRACTS_OFF;
      }
      if (deadline == null) {
        deadline = Deadline.in(contractDeadline, nanoTime); // one for the whole chain
      }
      ContractQuery query = new ContractQuery(signer, text, link.signature(), when);
      return switch (contracts.ask(query, deadline)) {
        case ContractResult.Accepted _ -> null;
        case ContractResult.Rejected _ ->
            Signatures.isForUndeployedWallet(link.signature())
                ? Reason.UNDEPLOYED_WALLET
                : Reason.CONTRACT_REJECTED;
        case ContractResult.Unavailable _ -> Reason.NODE_UNAVAILABLE;
        case ContractResult.Busy _ -> Reason.BUSY;
      };
    }
  }

  /// Configures a verifier. Everything has a default.
  public static final class Builder {
    private Clock clock = Clock.systemUTC();
    private Secp256k1 curve = Secp256k1.best();
    private int delegationCacheSize = 10_000;
    private List<EthereumNode> ethereumNodes = List.of();
    private Duration contractDeadline = Duration.ofMillis(700);
    private int contractConcurrency = 32;
    private Duration nodePause = Duration.ofSeconds(5);
    private LongSupplier nanoTime = System::nanoTime;

    private Builder() {}

    /// The clock for expirations; the system's by default.
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /// The implementation of the curve; [Secp256k1#best()] by default.
    public Builder curve(Secp256k1 curve) {
      this.curve = curve;
      return this;
    }

    /// Maximum number of cached ephemeral links; 10,000 by default, 0 disables the cache. Each
    /// takes about 1 kB.
    public Builder delegationCacheSize(int links) {
      this.delegationCacheSize = atLeast(0, links, "the size of the delegation cache");
      return this;
    }

    /// The node through which contract wallets are called. Without one, the default, they are
    /// rejected.
    public Builder ethereumNode(EthereumNode node) {
      return ethereumNodes(List.of(node));
    }

    /// The nodes through which contract wallets are called: the first, and the next one when it
    /// fails or is paused. Without any, contract wallets are rejected.
    public Builder ethereumNodes(List<EthereumNode> nodes) {
      this.ethereumNodes = List.copyOf(nodes);
      return this;
    }

    /// Deadline for all contract calls of one verification; 700 ms by default.
    public Builder contractDeadline(Duration deadline) {
      this.contractDeadline = deadline;
      return this;
    }

    /// Maximum number of concurrent contract calls; 32 by default. Beyond it, calls are rejected at
    /// once as busy.
    public Builder contractConcurrency(int questions) {
      this.contractConcurrency = atLeast(1, questions, "the number of questions at once");
      return this;
    }

    /// Pause of a node after five failures in a row; 5 s by default.
    public Builder nodePause(Duration pause) {
      this.nodePause = pause;
      return this;
    }

    /// The clock for [#nodePause] and [#contractDeadline].
    Builder nanoTime(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      return this;
    }

    public AuthChainVerifier build() {
      return new AuthChainVerifier(this);
    }

    private static int atLeast(int least, int number, String name) {
      if (number < least) {
        throw new IllegalArgumentException(name + " must be at least " + least + ", was " + number);
      }
      return number;
    }
  }
}
