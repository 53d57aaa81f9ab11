package authchain;

import static authchain.StubNode.MAGIC_VALUE;
import static authchain.StubNode.NO;
import static authchain.StubNode.result;
import static authchain.StubNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import authchain.StubNode.HangUp;
import authchain.StubNode.Question;
import authchain.StubNode.Response;
import authchain.StubNode.Status;
import authchain.Verdict.Authentic;
import authchain.Verdict.Reason;
import authchain.Verdict.Rejected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Queries of contract wallets: replies, failures, limits.
class ContractWalletsTest {
  private static final Instant NOW = Instant.parse("2026-09-21T14:13:20Z");
  private static final String WALLET = "0x3b5f7d86b1d5e0cab93aa9c99125af33929c7d57";
  private static final Duration GENEROUS = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(40);

  private final StubNode node = new StubNode();
  private final AtomicLong nanoTime = new AtomicLong();

  @AfterEach
  void stopNode() {
    node.close();
  }

  @Test
  void acceptingWalletIsCalledOnce() {
    node.answering(always(text(MAGIC_VALUE)));

    assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
        .isEqualTo(new Authentic(WALLET, Instant.MAX));
    assertThat(node.takeRequests()).hasSize(1);
  }

  @Test
  void rejectingWalletIsCalledTwiceWithBothHashes() {
    node.answering(latestBlockIs(7, text(NO)));

    assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
        .isEqualTo(new Rejected(Reason.CONTRACT_REJECTED));
    assertThat(node.takeRequests())
        .extracting(question -> question.method() + " " + question.params().getLast())
        .containsExactly(
            "eth_call latest",
            "eth_call latest",
            "eth_getBlockByNumber false",
            "eth_call 0x7",
            "eth_call 0x7");
  }

  @Test
  void rejectionStandsWhenTheNodeFailsAfterIt() {
    node.answering(
        question -> question.method().equals("eth_call") ? text(NO) : new Status(503, ""));

    assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
        .isEqualTo(new Rejected(Reason.CONTRACT_REJECTED));
  }

  @Test
  void revertInAnyWordingIsARejection() {
    for (String error :
        List.of(
            "{\"code\":3,\"message\":\"anything\"}",
            "{\"code\":-32000,\"message\":\"execution reverted: GS026\"}",
            "{\"code\":-32015,\"message\":\"VM execution error.\",\"data\":\"Reverted 0x\"}",
            "{\"code\":-32000,\"message\":\"invalid opcode: INVALID\"}")) {
      node.answering(
          always(new Status(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":" + error + "}")));

      assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
          .as(error)
          .isEqualTo(new Rejected(Reason.CONTRACT_REJECTED));
    }
  }

  @Test
  void malformedReplyIsUnavailable() {
    for (Response nonsense :
        List.of(
            new HangUp(),
            new Status(429, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + MAGIC_VALUE + "\"}"),
            new Status(301, ""),
            new Status(200, ""),
            new Status(200, "<html></html>"),
            new Status(200, "[]"),
            new Status(200, "{}"),
            new Status(200, "{\"result\":\"" + MAGIC_VALUE + "\"}"),
            new Status(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + MAGIC_VALUE),
            new Status(200, "{\"jsonrpc\":\"2.0\",\"id\":1}"),
            new Status(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":7}"),
            new Status(
                200,
                "{\"jsonrpc\":\"2.0\",\"id\":1,"
                    + "\"error\":{\"code\":-32005,\"message\":\"limit exceeded\"}}"),
            new Status(200, "[".repeat(5000)),
            result("true"),
            result("{\"number\":\"0x1\",\"timestamp\":\"0x1\"}"),
            result("\"" + "0".repeat(2 << 20) + "\""))) {
      node.answering(always(nonsense));

      Verdict verdict = verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1");

      assertThat(verdict)
          .as(nonsense.toString().substring(0, Math.min(99, nonsense.toString().length())))
          .isEqualTo(new Rejected(Reason.NODE_UNAVAILABLE));
      assertThat(((Rejected) verdict).reason().unavailable()).isTrue();
    }
  }

  @Test
  void unreachableNodeIsUnavailable() {
    node.close();

    assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
        .isEqualTo(new Rejected(Reason.NODE_UNAVAILABLE));
  }

  @Test
  void slowNodeIsUnavailableAtTheDeadline() {
    CountDownLatch never = new CountDownLatch(1);
    node.answering(_ -> afterwards(never, text(MAGIC_VALUE)));

    assertThat(verifier(SHORT).verify(chain("dcl-1"), "dcl-1"))
        .isEqualTo(new Rejected(Reason.NODE_UNAVAILABLE));
    never.countDown();
  }

  @Test
  void failedRequestIsRetried() {
    for (Response failure : List.of(new Status(503, ""), new Status(500, ""), new HangUp())) {
      AtomicInteger asked = new AtomicInteger();
      node.answering(_ -> asked.incrementAndGet() == 1 ? failure : text(MAGIC_VALUE));

      assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
          .as(failure.toString())
          .isEqualTo(new Authentic(WALLET, Instant.MAX));
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void requestIsRetriedAtMostOnceAndOnlyAfterTransientFailures() {
    node.answering(always(new Status(503, "")));
    verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1");
    assertThat(node.takeRequests()).hasSize(2);

    for (Response refusal : List.of(new Status(429, ""), new Status(499, ""), result("true"))) {
      node.answering(always(refusal));
      verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1");
      assertThat(node.takeRequests()).as(refusal.toString()).hasSize(1);
    }
  }

  @Test
  void nextNodeIsUsedAfterAFailureAndAtOnceDuringAPause() {
    try (StubNode other = new StubNode().answering(always(text(MAGIC_VALUE)))) {
      node.answering(always(new Status(429, "")));
      AuthChainVerifier verifier = verifier(GENEROUS, 32, node, other);
      for (int i = 0; i < 5; i++) {
        assertThat(verifier.verify(chain("dcl-" + i), "dcl-" + i)).isInstanceOf(Authentic.class);
      }
      assertThat(node.takeRequests()).hasSize(5);

      assertThat(verifier.verify(chain("dcl-6"), "dcl-6")).isInstanceOf(Authentic.class);
      assertThat(node.takeRequests()).isEmpty();
      assertThat(verifier.ethereumNodeIsLeftAlone()).isFalse();

      nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
      node.answering(always(text(MAGIC_VALUE)));
      other.answering(always(new Status(429, "")));
      assertThat(verifier.verify(chain("dcl-7"), "dcl-7")).isInstanceOf(Authentic.class);
      assertThat(node.takeRequests()).hasSize(1);
    }
  }

  @Test
  void rejectionIsNotRetriedAtTheNextNode() {
    try (StubNode other = new StubNode().answering(always(text(MAGIC_VALUE)))) {
      node.answering(latestBlockIs(7, text(NO)));

      assertThat(verifier(GENEROUS, 32, node, other).verify(chain("dcl-1"), "dcl-1"))
          .isEqualTo(new Rejected(Reason.CONTRACT_REJECTED));
      assertThat(other.takeRequests()).isEmpty();
    }
  }

  @Test
  void hangingNodeLeavesHalfOfTheTimeToTheNext() {
    try (StubNode other = new StubNode().answering(always(text(MAGIC_VALUE)))) {
      node.answering(
          _ -> {
            nanoTime.addAndGet(GENEROUS.toNanos() / 2);
            return new Status(503, "");
          });

      assertThat(verifier(GENEROUS, 32, node, other).verify(chain("dcl-1"), "dcl-1"))
          .isInstanceOf(Authentic.class);
      assertThat(node.takeRequests()).hasSize(1);
    }
  }

  @Test
  void onlyNodeHasAllOfTheTime() {
    AtomicInteger asked = new AtomicInteger();
    node.answering(
        _ -> {
          nanoTime.addAndGet(GENEROUS.toNanos() / 2);
          return asked.incrementAndGet() == 1 ? new Status(503, "") : text(MAGIC_VALUE);
        });

    assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1")).isInstanceOf(Authentic.class);
  }

  @Test
  void resultFreesAPermitAndIsNotCached() {
    node.answering(always(text(MAGIC_VALUE)));
    AuthChainVerifier verifier = verifier(GENEROUS, 1);
    for (String challenge : List.of("dcl-1", "dcl-2", "dcl-2")) {
      assertThat(verifier.verify(chain(challenge), challenge)).isInstanceOf(Authentic.class);
    }
    assertThat(node.takeRequests()).hasSize(3);
  }

  @Test
  void allNodesShareOneDeadline() {
    try (StubNode other = new StubNode().answering(always(text(MAGIC_VALUE)))) {
      node.answering(
          _ -> {
            nanoTime.addAndGet(GENEROUS.toNanos());
            return new Status(503, "");
          });
      AuthChainVerifier verifier = verifier(GENEROUS, 32, node, other);

      assertThat(verifier.verify(chain("dcl-1"), "dcl-1"))
          .isEqualTo(new Rejected(Reason.NODE_UNAVAILABLE));
      assertThat(other.takeRequests()).isEmpty();
    }
  }

  @Test
  void bothLinksOfAChainShareOneDeadline() {
    node.answering(
        _ -> {
          nanoTime.addAndGet(GENEROUS.toNanos());
          return text(MAGIC_VALUE);
        });
    AuthChain alice = Identity.named("alice", NOW.plusSeconds(60)).sign("dcl-1");
    String chain =
        new AuthChain(
                List.of(
                    new AuthLink(LinkType.SIGNER, WALLET, ""),
                    new AuthLink(
                        LinkType.ECDSA_EIP_1654_EPHEMERAL,
                        alice.links().get(1).payload(),
                        "0x1234"),
                    new AuthLink(LinkType.ECDSA_EIP_1654_SIGNED_ENTITY, "dcl-1", "0x1234")))
            .toJson();

    assertThat(verifier(GENEROUS).verify(chain, "dcl-1"))
        .isEqualTo(new Rejected(Reason.NODE_UNAVAILABLE));
    assertThat(node.takeRequests()).hasSize(1);
  }

  @Test
  void magicValueWithoutPrefixIsAccepted() {
    for (String yes : List.of(MAGIC_VALUE.substring(2), MAGIC_VALUE.toUpperCase(Locale.ROOT))) {
      node.answering(always(text(yes)));

      assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
          .as(yes)
          .isInstanceOf(Authentic.class);
    }
    for (String no :
        List.of(NO.substring(2), MAGIC_VALUE.substring(3), MAGIC_VALUE.substring(2) + "00")) {
      node.answering(latestBlockIs(7, text(no)));

      assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
          .as(no)
          .isEqualTo(new Rejected(Reason.CONTRACT_REJECTED));
    }
  }

  /// EIP-6492: the signature is wrapped with the deployment of the wallet, and has a suffix.
  @Test
  void undeployedWalletIsRejectedByName() {
    String wrapped = "0x" + "ab".repeat(640) + "6492".repeat(16);
    node.answering(latestBlockIs(7, text("0x")));

    assertThat(verifier(GENEROUS).verify(chain(WALLET, "dcl-1", wrapped), "dcl-1"))
        .isEqualTo(new Rejected(Reason.UNDEPLOYED_WALLET));
    assertThat(Reason.UNDEPLOYED_WALLET.unavailable()).isFalse();

    node.answering(always(text(MAGIC_VALUE)));
    assertThat(verifier(GENEROUS).verify(chain(WALLET, "dcl-1", wrapped), "dcl-1"))
        .isInstanceOf(Authentic.class);
  }

  @Test
  void walletIsCalledInTheEncodingOfTheContractAbi() {
    node.answering(always(text(MAGIC_VALUE)));
    verifier(GENEROUS).verify(chain(WALLET, "dcl-1", "0x" + "cd".repeat(65)), "dcl-1");

    assertThat(node.takeRequests().getFirst().callData())
        .isEqualTo(
            "0x1626ba7e"
                + HexFormat.of().formatHex(SignedText.plainHash("dcl-1"))
                + "0".repeat(62)
                + "40" // offset of the signature, after the selector
                + "0".repeat(62)
                + "41" // its length
                + "cd".repeat(65)
                + "0".repeat(2 * (96 - 65)));
  }

  @Test
  void invalidLimitsAreNamed() {
    AuthChainVerifier.Builder builder = AuthChainVerifier.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.contractConcurrency(0))
        .withMessage("the number of questions at once must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.delegationCacheSize(-1))
        .withMessage("the size of the delegation cache must be at least 0, was -1");
    assertThat(builder.contractConcurrency(1).delegationCacheSize(0)).isSameAs(builder);
  }

  @Test
  void warmUpSendsNoRequest() {
    verifier(GENEROUS).warmUp();
    AuthChainVerifier.builder().build().warmUp();

    assertThat(node.takeRequests()).isEmpty();
  }

  @Test
  void contractWalletsAreRejectedWithoutANode() {
    assertThat(AuthChainVerifier.builder().build().verify(chain("dcl-1"), "dcl-1"))
        .isEqualTo(new Rejected(Reason.CONTRACTS_OFF));
    assertThat(Reason.CONTRACTS_OFF.unavailable()).isFalse();
  }

  @Test
  void plainAccountsNeverUseTheNode() {
    Identity alice = Identity.named("alice", NOW.plusSeconds(60));

    assertThat(verifier(GENEROUS).verify(alice.sign("dcl-1").toJson(), "dcl-1"))
        .isInstanceOf(Authentic.class);
    assertThat(node.takeRequests()).isEmpty();
  }

  @Test
  void wrongLastLinkIsRejectedBeforeTheCall() {
    AuthChain eve = Identity.named("eve", NOW.plusSeconds(60)).sign("dcl-1");
    AuthLink last = Identity.named("other", NOW.plusSeconds(60)).sign("dcl-1").links().getLast();
    AuthLink delegation =
        new AuthLink(LinkType.ECDSA_EIP_1654_EPHEMERAL, eve.links().get(1).payload(), "0x1234");
    AuthChain forged =
        new AuthChain(List.of(new AuthLink(LinkType.SIGNER, WALLET, ""), delegation, last));

    assertThat(verifier(GENEROUS).verify(forged.toJson(), "dcl-1"))
        .isEqualTo(new Rejected(Reason.WRONG_SIGNER));
    assertThat(node.takeRequests()).isEmpty();
  }

  @Test
  void precompilesAreNeverCalled() {
    for (String precompile : List.of("01", "04", "0a", "11", "0100")) {
      String owner = "0x" + "0".repeat(40 - precompile.length()) + precompile;

      assertThat(verifier(GENEROUS).verify(chain(owner, "dcl-1", "0x"), "dcl-1"))
          .as(owner)
          .isEqualTo(new Rejected(Reason.PRECOMPILE));
    }
    assertThat(node.takeRequests()).isEmpty();
  }

  @Test
  void contractSignatureHasAtMost4096Bytes() {
    node.answering(always(text(MAGIC_VALUE)));

    assertThat(verifier(GENEROUS).verify(chain(WALLET, "t", "0x" + "ab".repeat(4096)), "t"))
        .isInstanceOf(Authentic.class);
    assertThat(verifier(GENEROUS).verify(chain(WALLET, "t", "0x" + "ab".repeat(4097)), "t"))
        .isEqualTo(new Rejected(Reason.CONTRACT_SIGNATURE_FORMAT));
    assertThat(node.takeRequests().getFirst().callData()).hasSize(2 + 2 * (4 + 3 * 32 + 4096));
  }

  @Test
  void identicalPendingQueriesAreSentOnceAndOthersBeyondTheLimitAreBusy() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    node.answering(_ -> afterwards(answered, text(MAGIC_VALUE)));
    AuthChainVerifier verifier = verifier(GENEROUS, 1);
    List<FutureTask<Verdict>> verdicts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      FutureTask<Verdict> verdict =
          new FutureTask<>(() -> verifier.verify(chain("dcl-1"), "dcl-1"));
      verdicts.add(verdict);
      Thread client = Thread.ofPlatform().start(verdict);
      // Until it waits for the result.
      while (client.isAlive() && client.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }

    assertThat(verifier.verify(chain("dcl-2"), "dcl-2")).isEqualTo(new Rejected(Reason.BUSY));
    answered.countDown();
    for (FutureTask<Verdict> verdict : verdicts) {
      assertThat(verdict.get()).isInstanceOf(Authentic.class);
    }
    assertThat(node.takeRequests()).hasSize(1);
  }

  @Test
  void failingNodeIsPausedAndThenProbedOnce() {
    AuthChainVerifier verifier = verifier(GENEROUS);
    node.answering(always(new Status(500, "")));
    for (int i = 0; i < 5; i++) {
      assertThat(verifier.ethereumNodeIsLeftAlone()).isFalse();
      verifier.verify(chain("dcl-" + i), "dcl-" + i);
    }
    assertThat(verifier.ethereumNodeIsLeftAlone()).isTrue();
    assertThat(node.takeRequests()).hasSize(10); // each twice

    node.answering(always(text(MAGIC_VALUE)));
    assertThat(verifier.verify(chain("dcl-6"), "dcl-6"))
        .isEqualTo(new Rejected(Reason.NODE_UNAVAILABLE));
    assertThat(node.takeRequests()).isEmpty();

    nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(verifier.verify(chain("dcl-7"), "dcl-7")).isInstanceOf(Authentic.class);
    assertThat(verifier.ethereumNodeIsLeftAlone()).isFalse();
  }

  @Test
  void interruptedThreadGetsNoResultAndStaysInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    node.answering(_ -> afterwards(never, text(MAGIC_VALUE)));
    Thread.currentThread().interrupt();

    assertThat(verifier(GENEROUS).verify(chain("dcl-1"), "dcl-1"))
        .isEqualTo(new Rejected(Reason.NODE_UNAVAILABLE));
    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
  }

  @Test
  void delegationOfAContractIsNotCached() {
    node.answering(always(text(MAGIC_VALUE)));
    AuthChainVerifier verifier = verifier(GENEROUS);
    AuthChain alice = Identity.named("alice", NOW.plusSeconds(60)).sign("dcl-1");
    AuthLink delegation =
        new AuthLink(LinkType.ECDSA_EIP_1654_EPHEMERAL, alice.links().get(1).payload(), "0x1234");
    String chain =
        new AuthChain(
                List.of(
                    new AuthLink(LinkType.SIGNER, WALLET, ""), delegation, alice.links().get(2)))
            .toJson();

    assertThat(verifier.verify(chain, "dcl-1")).isInstanceOf(Authentic.class);
    node.answering(always(text(NO)));
    assertThat(verifier.verify(chain, "dcl-1")).isEqualTo(new Rejected(Reason.CONTRACT_REJECTED));
    assertThat(verifier.knownDelegations()).isZero();
  }

  private AuthChainVerifier verifier(Duration deadline) {
    return verifier(deadline, 32);
  }

  private AuthChainVerifier verifier(Duration deadline, int concurrency) {
    return verifier(deadline, concurrency, node);
  }

  private AuthChainVerifier verifier(Duration deadline, int concurrency, StubNode... nodes) {
    return AuthChainVerifier.builder()
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .ethereumNodes(Stream.of(nodes).map(StubNode::node).toList())
        .contractDeadline(deadline)
        .contractConcurrency(concurrency)
        .nodePause(Duration.ofSeconds(5))
        .nanoTime(nanoTime::get)
        .build();
  }

  private static String chain(String challenge) {
    return chain(WALLET, challenge, "0x" + "ab".repeat(98));
  }

  private static String chain(String owner, String challenge, String signature) {
    return new AuthChain(
            List.of(
                new AuthLink(LinkType.SIGNER, owner, ""),
                new AuthLink(LinkType.ECDSA_EIP_1654_SIGNED_ENTITY, challenge, signature)))
        .toJson();
  }

  private static Function<Question, Response> always(Response response) {
    return _ -> response;
  }

  private static Function<Question, Response> latestBlockIs(long number, Response calls) {
    return question ->
        question.method().equals("eth_call")
            ? calls
            : result("{\"number\":\"0x%x\",\"timestamp\":\"0x6ab13b76\"}".formatted(number));
  }

  private static Response afterwards(CountDownLatch latch, Response response) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return response;
  }
}
