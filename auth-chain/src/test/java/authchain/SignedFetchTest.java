package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.FetchVerdict.Accepted;
import authchain.FetchVerdict.Reason;
import authchain.FetchVerdict.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Verification of signed requests: acceptance, replay, limits.
class SignedFetchTest {
  private static final Instant NOW = Instant.parse("2026-09-21T14:13:20Z");
  private static final String METADATA =
      "{\"intent\":\"dcl:explorer:comms-handshake\",\"signer\":\"dcl:explorer\",\"isGuest\":false}";

  private final Identity alice = Identity.named("alice", NOW.plusSeconds(3_600));
  private Instant now = NOW;

  @Test
  void signedRequestIsAccepted() {
    assertThat(verify(fetch(10), request(NOW)))
        .isEqualTo(new Accepted(alice.address(), NOW.plusSeconds(3_600), METADATA));
  }

  @Test
  void twoLinksOfAGuestAreAccepted() {
    Map<String, String> headers =
        Identity.guestNamed("bob").signedHeaders("post", "/login", NOW, METADATA);

    assertThat(verify(fetch(10), multi(headers))).isInstanceOf(Accepted.class);
    assertThat(headers).doesNotContainKey("x-identity-auth-chain-2");
  }

  @Test
  void requestIsAcceptedOnceInAnyCaseOfItsMetadata() {
    SignedFetch fetch = fetch(10);
    Map<String, List<String>> request = request(NOW, "{\"name\":\"x\"}");
    Map<String, List<String>> respelled = new HashMap<>(request);
    respelled.put("x-identity-metadata", List.of("{\"name\":\"X\"}"));

    assertThat(verify(fetch, request)).isInstanceOf(Accepted.class);
    assertThat(verify(fetch, request)).isEqualTo(new Refused(Reason.REPLAYED));
    assertThat(verify(fetch, respelled)).isEqualTo(new Refused(Reason.REPLAYED));
    assertThat(verify(fetch, request(NOW.plusMillis(1)))).isInstanceOf(Accepted.class);
  }

  @Test
  void replayIsRejectedAtTheEndOfTheWindow() {
    SignedFetch fetch = fetch(10);
    Map<String, List<String>> request = request(NOW);
    assertThat(verify(fetch, request)).isInstanceOf(Accepted.class);

    now = NOW.plusMillis(60_000);
    assertThat(verify(fetch, request)).isEqualTo(new Refused(Reason.REPLAYED));
    now = NOW.plusMillis(60_001);
    assertThat(verify(fetch, request)).isEqualTo(new Refused(Reason.TIMESTAMP_OUTSIDE_WINDOW));
  }

  @Test
  void replayOfARequestDatedAheadIsRejectedUntilItExpires() {
    SignedFetch fetch = fetch(10);
    Map<String, List<String>> ahead = request(NOW.plusSeconds(60));
    assertThat(verify(fetch, ahead)).isInstanceOf(Accepted.class);

    for (int seconds : new int[] {1, 60, 61, 119, 120}) {
      now = NOW.plusSeconds(seconds);
      assertThat(verify(fetch, ahead))
          .as("after %d s", seconds)
          .isEqualTo(new Refused(Reason.REPLAYED));
    }
  }

  @Test
  void timestampIsAcceptedWithinAMinuteEitherWay() {
    for (int millis : new int[] {-60_000, 60_000}) {
      assertThat(verify(fetch(10), request(NOW.plusMillis(millis)))).isInstanceOf(Accepted.class);
    }
    for (int millis : new int[] {-60_001, 60_001}) {
      assertThat(verify(fetch(10), request(NOW.plusMillis(millis))))
          .isEqualTo(new Refused(Reason.TIMESTAMP_OUTSIDE_WINDOW));
    }
  }

  @Test
  void timestampHasOneToEighteenDigits() {
    for (String text :
        List.of("", "1234567890123456789", "12/4", "12:4", "-1", "1.0", " 1", "0x1")) {
      Map<String, List<String>> headers = request(NOW);
      headers.put("x-identity-timestamp", List.of(text));
      assertThat(verify(fetch(10), headers))
          .as(text)
          .isEqualTo(new Refused(Reason.TIMESTAMP_FORMAT));
    }
    for (String text : List.of("0", "9", "123456789012345678")) {
      Map<String, List<String>> headers = request(NOW);
      headers.put("x-identity-timestamp", List.of(text));
      assertThat(verify(fetch(10), headers))
          .as(text)
          .isEqualTo(new Refused(Reason.TIMESTAMP_OUTSIDE_WINDOW));
    }
  }

  @Test
  void signerAndIntentAreBothChecked() {
    assertThat(verify(purposeful(), request(NOW))).isInstanceOf(Accepted.class);
    for (String metadata :
        List.of(
            "{\"intent\":\"dcl:explorer:comms-handshake\"}",
            "{\"signer\":\"dcl:explorer\"}",
            "{\"signer\":\"dcl:explorer\",\"intent\":\"dcl:explorer:other\"}",
            "{\"signer\":\"dcl:other\",\"intent\":\"dcl:explorer:comms-handshake\"}",
            "{}",
            "")) {
      assertThat(verify(purposeful(), request(NOW, metadata)))
          .as(metadata)
          .isEqualTo(new Refused(Reason.WRONG_PURPOSE));
    }
    assertThat(verify(fetch(10), request(NOW, ""))).isInstanceOf(Accepted.class);
    assertThat(verify(purposeful(), request(NOW, "{"))).isEqualTo(new Refused(Reason.METADATA));
  }

  @Test
  void repeatedMetadataNameIsRejectedAtAnyDepth() {
    for (String metadata :
        List.of(
            "{\"a\":{\"x\":1,\"X\":2}}",
            "{\"a\":{\"x\":1,\"x\":2,\"y\":3}}",
            "{\"a\":[{\"x\":1,\"x\":2},3]}",
            "{\"a\":[[{\"x\":{\"y\":1,\"y\":2}}],{}]}",
            "{\"a\":1,\"A\":2}")) {
      assertThat(verify(fetch(10), request(NOW, metadata)))
          .as(metadata)
          .isEqualTo(new Refused(Reason.METADATA));
    }
    String twins = "{\"a\":[{\"x\":1},{\"x\":2}],\"b\":{\"a\":{\"b\":1}},\"c\":[\"a\",\"a\"]}";
    assertThat(verify(fetch(10), request(NOW, twins))).isInstanceOf(Accepted.class);
  }

  @Test
  void tenLinksAreReadAndElevenAreRejected() {
    Map<String, List<String>> headers = request(NOW);
    for (int i = 3; i < 10; i++) {
      headers.put("x-identity-auth-chain-" + i, headers.get("x-identity-auth-chain-2"));
    }
    assertThat(verify(fetch(10), headers))
        .isEqualTo(new Refused(Reason.CHAIN, Verdict.Reason.WRONG_SHAPE));

    headers.put("x-identity-auth-chain-10", headers.get("x-identity-auth-chain-2"));
    assertThat(verify(fetch(10), headers)).isEqualTo(new Refused(Reason.CHAIN_HEADERS));
  }

  @Test
  void windowCanBeConfigured() {
    SignedFetch fetch =
        SignedFetch.builder(
                AuthChainVerifier.builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build())
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .window(Duration.ofSeconds(5))
            .build();

    assertThat(verify(fetch, request(NOW.minusSeconds(5)))).isInstanceOf(Accepted.class);
    assertThat(verify(fetch, request(NOW.minusMillis(5_001))))
        .isEqualTo(new Refused(Reason.TIMESTAMP_OUTSIDE_WINDOW));
  }

  @Test
  void contractWalletSignsRequestsThroughAnEphemeralKeyOnly() {
    try (StubNode node = new StubNode().answering(_ -> StubNode.text(StubNode.MAGIC_VALUE))) {
      String wallet = "0x3b5f7d86b1d5e0cab93aa9c99125af33929c7d57";
      String signed = "post:/login:" + NOW.toEpochMilli() + ":" + METADATA.toLowerCase(Locale.ROOT);
      Map<String, List<String>> headers = request(NOW);
      headers.remove("x-identity-auth-chain-2");
      headers.put("x-identity-auth-chain-0", List.of(json(LinkType.SIGNER, wallet, "")));
      headers.put(
          "x-identity-auth-chain-1",
          List.of(json(LinkType.ECDSA_EIP_1654_SIGNED_ENTITY, signed, "0x1234")));
      SignedFetch fetch =
          SignedFetch.builder(
                  AuthChainVerifier.builder()
                      .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                      .contractDeadline(Duration.ofSeconds(60))
                      .ethereumNode(node.node())
                      .build())
              .clock(Clock.fixed(NOW, ZoneOffset.UTC))
              .build();

      assertThat(verify(fetch, headers))
          .isEqualTo(new Refused(Reason.CHAIN, Verdict.Reason.WRONG_SHAPE));
      assertThat(node.takeRequests()).isEmpty();
    }
  }

  @Test
  void fullReplayCacheRejectsRequestsUntilOldOnesExpire() {
    SignedFetch fetch = fetch(1);
    assertThat(verify(fetch, request(NOW))).isInstanceOf(Accepted.class);

    FetchVerdict second = verify(fetch, request(NOW.plusMillis(1)));
    assertThat(second).isEqualTo(new Refused(Reason.BUSY));
    assertThat(((Refused) second).status()).isEqualTo(503);

    now = NOW.plusMillis(60_001);
    assertThat(verify(fetch, request(NOW.plusMillis(1)))).isInstanceOf(Accepted.class);
  }

  @Test
  void rejectedRequestsAreNotCached() {
    SignedFetch fetch = fetch(1);
    Map<String, List<String>> forged = request(NOW);
    forged.put(
        "x-identity-auth-chain-2",
        multi(
                Identity.named("eve", NOW.plusSeconds(60))
                    .signedHeaders("post", "/login", NOW, METADATA))
            .get("x-identity-auth-chain-2"));

    assertThat(verify(fetch, forged))
        .isEqualTo(new Refused(Reason.CHAIN, Verdict.Reason.WRONG_SIGNER));
    assertThat(verify(fetch, request(NOW))).isInstanceOf(Accepted.class);
  }

  @Test
  void headersAreReadInAnyCaseAndOthersIgnored() {
    Map<String, List<String>> headers = new TreeMap<>();
    request(NOW).forEach((name, value) -> headers.put(name.toUpperCase(Locale.ROOT), value));
    headers.put("Host", List.of("one", "two"));

    assertThat(verify(fetch(10), headers)).isInstanceOf(Accepted.class);

    headers.put("x-Identity-Timestamp", List.of("1"));
    assertThat(verify(fetch(10), headers)).isEqualTo(new Refused(Reason.HEADER_REPEATED));
  }

  @Test
  void superfluousLinksAreRejected() {
    for (String suffix : List.of("3", "4", "01", "", "x", "-1")) {
      Map<String, List<String>> headers = request(NOW);
      headers.put("x-identity-auth-chain-" + suffix, headers.get("x-identity-auth-chain-1"));

      assertThat(verify(fetch(10), headers)).as(suffix).isInstanceOf(Refused.class);
    }
  }

  @Test
  void rejectionsHaveTheirHttpStatus() {
    assertThat(new Refused(Reason.CHAIN_HEADERS).status()).isEqualTo(400);
    assertThat(new Refused(Reason.METADATA).status()).isEqualTo(400);
    assertThat(new Refused(Reason.TIMESTAMP_OUTSIDE_WINDOW).status()).isEqualTo(401);
    assertThat(new Refused(Reason.CHAIN, Verdict.Reason.WRONG_SIGNER).status()).isEqualTo(401);
    assertThat(new Refused(Reason.CHAIN, Verdict.Reason.NODE_UNAVAILABLE).status()).isEqualTo(503);
    assertThat(new Refused(Reason.CHAIN, Verdict.Reason.NODE_UNAVAILABLE).tag())
        .isEqualTo("node_unavailable");
    assertThat(new Refused(Reason.WRONG_REQUEST).tag()).isEqualTo("wrong_request");
  }

  private static SignedFetch purposeful() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return SignedFetch.builder(AuthChainVerifier.builder().clock(clock).build())
        .clock(clock)
        .purpose("dcl:explorer", "dcl:explorer:comms-handshake")
        .build();
  }

  private SignedFetch fetch(int replayCacheSize) {
    Clock clock = InstantSource.fixed(NOW).withZone(ZoneOffset.UTC);
    return SignedFetch.builder(AuthChainVerifier.builder().clock(clock).build())
        .clock(((InstantSource) () -> now).withZone(ZoneOffset.UTC))
        .replayCacheSize(replayCacheSize)
        .build();
  }

  private static FetchVerdict verify(SignedFetch fetch, Map<String, List<String>> headers) {
    return fetch.verify("POST", "/login", headers);
  }

  private Map<String, List<String>> request(Instant timestamp) {
    return request(timestamp, METADATA);
  }

  private Map<String, List<String>> request(Instant timestamp, String metadata) {
    return multi(alice.signedHeaders("post", "/login", timestamp, metadata));
  }

  private static String json(LinkType type, String payload, String signature) {
    return Json.write(
        generator -> Json.writeLink(generator, new AuthLink(type, payload, signature)));
  }

  private static Map<String, List<String>> multi(Map<String, String> headers) {
    Map<String, List<String>> multi = new HashMap<>();
    headers.forEach((name, value) -> multi.put(name, List.of(value)));
    return multi;
  }
}
