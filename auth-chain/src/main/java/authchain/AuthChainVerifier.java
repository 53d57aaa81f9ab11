package authchain;

import authchain.ContractQuestion.When;
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

/// Says whether an auth chain holds and whose it is, by the strict rules S1 to S9. Safe for use by
/// many threads; blocks while it asks a contract wallet, by the deadline at the latest; never
/// throws, whatever the chain.
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

  /// A verifier of plain accounts' chains, until it is given an Ethereum node.
  public static Builder builder() {
    return new Builder();
  }

  /// Verifies a chain as of now.
  ///
  /// @param authChainJson what a client sent
  /// @param expectedFinalAuthority the text that the last link has to sign
  public Verdict verify(String authChainJson, String expectedFinalAuthority) {
    return verify(authChainJson, expectedFinalAuthority, clock.instant(), new When.Now());
  }

  /// Verifies a chain as of another time, such as that of a deployment. A contract wallet that
  /// refuses today is asked again at the block of then, which takes a node that knows old states.
  public Verdict verifyAt(String authChainJson, String expectedFinalAuthority, Instant date) {
    return verify(authChainJson, expectedFinalAuthority, date, new When.Past(date));
  }

  /// Loads what contract wallets are asked with, if there is a node, so that the first of them does
  /// not wait for it. Asks nobody.
  public void warmUp() {
    if (contracts != null) {
      ContractQuestion.warmUp();
    }
  }

  /// Which implementation of the curve is in use: `libsecp256k1` or `web3j`.
  public String curveImplementation() {
    return curve.implementation();
  }

  /// How many sessions' ephemeral links are known by now.
  public int knownDelegations() {
    return delegations.size();
  }

  /// Whether no Ethereum node is asked, since each has failed several times in a row.
  public boolean ethereumNodeIsLeftAlone() {
    return contracts != null && contracts.nodesAreLeftAlone();
  }

  private Verdict verify(String json, String expected, Instant date, When when) {
    return switch (ChainParser.chain(json)) {
      case ChainParser.Parsed.Refused(Reason reason) -> new Rejected(reason);
      case ChainParser.Parsed.Chain(List<AuthLink> links) -> verify(links, expected, date, when);
    };
  }

  Verdict verify(List<AuthLink> links, String expected) {
    return verify(links, expected, clock.instant(), new When.Now());
  }

  private Verdict verify(List<AuthLink> links, String expected, Instant date, When when) {
    Reason malformed = refuseShape(links);
    if (malformed != null) {
      return new Rejected(malformed);
    }
    AuthLink last = links.getLast();
    if (!last.payload().equals(expected)) {
      return new Rejected(Reason.WRONG_TEXT);
    }
    Walk walk = new Walk(links.getFirst().payload(), date, when);
    return links.size() == 2 ? walk.ownText(last) : walk.delegatedText(links.get(1), last);
  }

  /// S2 and S3.
  private static @Nullable Reason refuseShape(List<AuthLink> links) {
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

  /// One chain's way from its owner to its last text.
  private final class Walk {
    private final String ownerAsWritten;
    private final String owner;
    private final Instant date;
    private final When when;
    private @Nullable Deadline deadline;

    Walk(String owner, Instant date, When when) {
      ownerAsWritten = owner;
      this.owner = owner.toLowerCase(Locale.ROOT);
      this.date = date;
      this.when = when;
    }

    Verdict ownText(AuthLink last) {
      Reason refused = refuse(last, last.payload(), ownerAsWritten);
      return refused == null ? new Authentic(owner, Instant.MAX) : new Rejected(refused);
    }

    Verdict delegatedText(AuthLink link, AuthLink last) {
      DelegationCache.Key key = DelegationCache.Key.of(owner, link.payload(), link.signature());
      // A contract may change its mind, so it is asked each time.
      boolean cacheable = !link.type().contract();
      Delegation known = cacheable ? delegations.find(key) : null;
      return switch (known != null ? known : EphemeralText.parse(link.payload())) {
        case EphemeralText.Parsed.Refused(Reason reason) -> new Rejected(reason);
        case Delegation delegation when !delegation.expiry().isAfter(date) -> {
          delegations.remove(key);
          yield new Rejected(Reason.EXPIRED);
        }
        case Delegation delegation -> {
          Reason refused =
              known != null
                  ? refuse(last, last.payload(), delegation.address())
                  : refuseBoth(link, delegation, last);
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

    private @Nullable Reason refuseBoth(AuthLink link, Delegation delegation, AuthLink last) {
      // A key's signature is checked before a contract is asked, which costs far more.
      boolean lastFirst = link.type().contract() && !last.type().contract();
      Reason refused =
          lastFirst
              ? refuse(last, last.payload(), delegation.address())
              : refuse(link, delegation.text(), ownerAsWritten);
      if (refused != null) {
        return refused;
      }
      return lastFirst
          ? refuse(link, delegation.text(), ownerAsWritten)
          : refuse(last, last.payload(), delegation.address());
    }

    /// Why a link's signature of a text is not by the signer, or null where it is.
    private @Nullable Reason refuse(AuthLink link, String text, String signerAsWritten) {
      String signer = signerAsWritten.toLowerCase(Locale.ROOT);
      if (!link.type().contract()) {
        return Signatures.refuse(curve, text, link.signature(), signer);
      }
      Reason unasked = Signatures.refuseToAsk(signerAsWritten, link.signature());
      if (unasked != null || contracts == null) {
        return unasked != null ? unasked : Reason.CONTRACTS_OFF;
      }
      if (deadline == null) {
        deadline = Deadline.in(contractDeadline, nanoTime); // one for the whole chain
      }
      ContractQuestion question = new ContractQuestion(signer, text, link.signature(), when);
      return switch (contracts.ask(question, deadline)) {
        case ContractAnswer.Accepted _ -> null;
        case ContractAnswer.Rejected _ ->
            Signatures.isOfUndeployedWallet(link.signature())
                ? Reason.UNDEPLOYED_WALLET
                : Reason.CONTRACT_REJECTED;
        case ContractAnswer.Unavailable _ -> Reason.NODE_UNAVAILABLE;
        case ContractAnswer.Busy _ -> Reason.BUSY;
      };
    }
  }

  /// What a verifier works with. Everything has a default.
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

    /// How many sessions' ephemeral links are remembered; 10,000 by default, 0 for none. Each takes
    /// about 1 kB.
    public Builder delegationCacheSize(int links) {
      this.delegationCacheSize = atLeast(0, links, "the size of the delegation cache");
      return this;
    }

    /// Where contract wallets are asked. Without a node, which is the default, they are refused.
    public Builder ethereumNode(EthereumNode node) {
      return ethereumNodes(List.of(node));
    }

    /// Where contract wallets are asked: the first node, and the next one when it fails or has
    /// failed several times in a row. Without any they are refused.
    public Builder ethereumNodes(List<EthereumNode> nodes) {
      this.ethereumNodes = List.copyOf(nodes);
      return this;
    }

    /// How long a verdict may wait for contract wallets, in all; 700 ms by default.
    public Builder contractDeadline(Duration deadline) {
      this.contractDeadline = deadline;
      return this;
    }

    /// How many contract wallets may be asked at once; 32 by default. What is beyond is refused at
    /// once, as busy.
    public Builder contractConcurrency(int questions) {
      this.contractConcurrency = atLeast(1, questions, "the number of questions at once");
      return this;
    }

    /// How long a node that failed five times in a row is left alone; 5 s by default.
    public Builder nodePause(Duration pause) {
      this.nodePause = pause;
      return this;
    }

    /// The time by which [#nodePause] and [#contractDeadline] pass.
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
