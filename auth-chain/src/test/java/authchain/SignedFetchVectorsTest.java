package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.FetchVerdict.Accepted;
import authchain.FetchVerdict.Reason;
import authchain.FetchVerdict.Refused;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The strict verdicts of all recorded requests, with each implementation of the curve.
/// `-Dvectors.signedFetch=FILE` reads another file of the same format.
class SignedFetchVectorsTest {
  static Stream<Named<Secp256k1>> curves() {
    return AuthChainVectorsTest.curves();
  }

  @ParameterizedTest
  @MethodSource("curves")
  void recordedRequestsGetTheirStrictVerdicts(Secp256k1 curve) throws IOException {
    List<JsonTree> cases = Vectors.load("vectors.signedFetch", "signed-fetch.json");
    List<String> wrong = new ArrayList<>();
    List<String> unexplained = new ArrayList<>();
    try (StubNode node = new StubNode()) {
      for (JsonTree recorded : cases) {
        FetchVerdict verdict = verdict(recorded, curve, node);
        String name = recorded.at("name").text() + ": " + verdict;
        if (!isRight(verdict, recorded)) {
          wrong.add(name);
        } else if (verdict instanceof Refused refused && !explains(refused, recorded)) {
          unexplained.add(name + " " + recorded.at("strict"));
        }
      }
    }
    Vectors.report("signed requests with " + curve.implementation(), cases.size(), wrong);
    assertThat(cases).isNotEmpty();
    assertThat(wrong).isEmpty();
    assertThat(unexplained).as("refused for a reason that is no fault of the request's").isEmpty();
  }

  private static boolean isRight(FetchVerdict verdict, JsonTree recorded) {
    boolean accept = recorded.at("strict").at("accept").truth();
    return switch (verdict) {
      // The reference names no owner when it rejects, as it does with the newer payload format.
      case Accepted accepted ->
          accept
              && (recorded.has("extension")
                  || accepted.owner().equals(recorded.at("expected").at("auth").text()));
      case Refused _ -> !accept;
    };
  }

  private static boolean explains(Refused refused, JsonTree recorded) {
    return !Collections.disjoint(
        recorded.at("strict").at("violates").array(), rules(refused.reason()));
  }

  private static FetchVerdict verdict(JsonTree recorded, Secp256k1 curve, StubNode node) {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(recorded.at("now").number()), ZoneOffset.UTC);
    AuthChainVerifier chains =
        AuthChainVerifier.builder()
            .clock(clock)
            .curve(curve)
            .contractDeadline(
                Duration.ofSeconds(60)) // the verdict counts, however busy the machine
            .ethereumNode(node.answering(_ -> asTheCatalyst(recorded)).node())
            .build();
    return SignedFetch.builder(chains)
        .clock(clock)
        .purpose("dcl:explorer", "dcl:explorer:comms-handshake")
        .build()
        .verify(recorded.at("method").text(), recorded.at("path").text(), headers(recorded));
  }

  private static Map<String, List<String>> headers(JsonTree recorded) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    JsonTree all = recorded.at("headers");
    for (String name : all.object().keySet()) {
      JsonTree value = all.at(name);
      headers.put(
          name,
          value.isText()
              ? List.of(value.text())
              : value.items().stream().map(JsonTree::text).toList());
    }
    return headers;
  }

  /// The reference queries a catalyst instead of the Ethereum node. Where the recorded catalyst
  /// finds the chain valid and names its owner, the stub node accepts; where invalid, it rejects;
  /// else its reply is malformed.
  private static StubNode.Response asTheCatalyst(JsonTree recorded) {
    if (!recorded.has("catalyst")) {
      return StubNode.text(StubNode.NO);
    }
    String reply = recorded.at("catalyst").items().getFirst().at("response").at("text").text();
    if (reply.contains("\"valid\":false")) {
      return StubNode.text(StubNode.NO);
    }
    return reply.contains("\"valid\":true") && reply.contains("\"ownerAddress\"")
        ? StubNode.text(StubNode.MAGIC_VALUE)
        : new StubNode.Status(200, reply);
  }

  private static List<String> rules(Reason reason) {
    return switch (reason) {
      case HEADER_REPEATED -> List.of("F5");
      case CHAIN_HEADERS -> List.of("F1", "F6");
      case TIMESTAMP_FORMAT, TIMESTAMP_OUTSIDE_WINDOW -> List.of("F2");
      // Metadata nested too deep to be parsed has no purpose either.
      case METADATA -> List.of("F3", "F4");
      case WRONG_PURPOSE -> List.of("F4");
      // A last link of another signer does not cover this request either.
      case CHAIN -> List.of("F1", "F7");
      case WRONG_REQUEST -> List.of("F7");
      case REPLAYED, BUSY -> List.of();
    };
  }
}
