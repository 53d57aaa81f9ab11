package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Verdict.Authentic;
import authchain.Verdict.Reason;
import authchain.Verdict.Rejected;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The strict verdicts of all recorded chains, with each implementation of the curve.
/// `-Dvectors.authChain=FILE` reads another file of the same format.
class AuthChainVectorsTest {
  static Stream<Named<Secp256k1>> curves() {
    return Stream.of(Secp256k1.best(), Secp256k1.java())
        .map(curve -> Named.of(curve.implementation(), curve));
  }

  @ParameterizedTest
  @MethodSource("curves")
  void recordedChainsGetTheirStrictVerdicts(Secp256k1 curve) throws IOException {
    List<JsonTree> cases = Vectors.load("vectors.authChain", "auth-chain.json");
    List<String> wrong = new ArrayList<>();
    List<String> unexplained = new ArrayList<>();
    try (StubNode node = new StubNode()) {
      for (JsonTree recorded : cases) {
        RecordedExchanges exchanges = new RecordedExchanges(recorded);
        Verdict verdict = verdict(recorded, curve, node.answering(exchanges));
        String name = recorded.at("name").text() + ": " + verdict;
        if (!isRight(verdict, recorded) || !exchanges.unknown().isEmpty()) {
          wrong.add(name + " " + exchanges.unknown());
        } else if (verdict instanceof Rejected(Reason reason) && !explains(reason, recorded)) {
          unexplained.add(name);
        }
      }
    }
    Vectors.report("auth chains with " + curve.implementation(), cases.size(), wrong);
    assertThat(cases).isNotEmpty();
    assertThat(wrong).isEmpty();
    assertThat(unexplained).as("refused for a reason that is no fault of the chain's").isEmpty();
  }

  private static boolean isRight(Verdict verdict, JsonTree recorded) {
    boolean accept = recorded.at("strict").at("accept").truth();
    return switch (verdict) {
      case Authentic authentic -> {
        String owner = recorded.at("ownerAddress").text().toLowerCase(Locale.ROOT);
        yield accept && authentic.owner().equals(owner);
      }
      case Rejected _ -> !accept;
    };
  }

  private static boolean explains(Reason reason, JsonTree recorded) {
    List<Object> faults = new ArrayList<>(recorded.at("strict").at("violates").array());
    faults.add(recorded.at("expected").at("errorClass").orNull());
    return !Collections.disjoint(faults, faultsBehind(reason));
  }

  private static Verdict verdict(JsonTree recorded, Secp256k1 curve, StubNode node) {
    long now = recorded.at("now").number();
    long wallClock = recorded.has("wallClock") ? recorded.at("wallClock").number() : now;
    AuthChainVerifier.Builder builder =
        AuthChainVerifier.builder()
            .curve(curve)
            .contractDeadline(
                Duration.ofSeconds(60)) // the verdict counts, however busy the machine
            .clock(Clock.fixed(Instant.ofEpochMilli(wallClock), ZoneOffset.UTC));
    if (recorded.at("provider").text().equals("stub")) {
      builder.ethereumNode(node.node());
    }
    AuthChainVerifier verifier = builder.build();
    String json =
        recorded.has("authChainJson")
            ? recorded.at("authChainJson").text()
            : recorded.at("authChain").toJson();
    String expected = recorded.at("expectedFinalAuthority").text();
    // The reference takes a date of 0 as missing and uses its clock.
    return now == wallClock || now == 0
        ? verifier.verify(json, expected)
        : verifier.verifyAt(json, expected, Instant.ofEpochMilli(now));
  }

  /// The names of reasons in the recorded cases: the strict rules and the reference's error
  /// classes.
  private static List<String> faultsBehind(Reason reason) {
    return switch (reason) {
      case TOO_LARGE -> List.of("S1");
      case INVALID_JSON -> List.of("JSON");
      case MALFORMED_CHAIN -> List.of("SCHEMA");
      case WRONG_SHAPE -> List.of("S2");
      case OWNER_ADDRESS -> List.of("S3");
      case EPHEMERAL_TEXT -> List.of("S4", "EPHEMERAL_PAYLOAD");
      case EXPIRATION_DATE -> List.of("S5");
      case EXPIRED -> List.of("EXPIRED");
      // The reference checks signatures first, and an altered text does not match its signature.
      case WRONG_TEXT -> List.of("WRONG_FINAL_AUTHORITY", "WRONG_SIGNER");
      case SIGNATURE_MISSING -> List.of("MISSING_SIGNATURE");
      case SIGNATURE_FORMAT -> List.of("S6");
      case SIGNATURE_RECOVERY_ID -> List.of("SIGNATURE_RECOVERY_VALUE");
      case SIGNATURE_UNRECOVERABLE -> List.of("SIGNATURE_UNRECOVERABLE");
      case WRONG_SIGNER -> List.of("WRONG_SIGNER");
      case CONTRACT_SIGNATURE_FORMAT -> List.of("S8");
      case CONTRACT_ADDRESS -> List.of("CONTRACT_ADDRESS");
      case PRECOMPILE -> List.of("S9");
      case CONTRACT_REJECTED, UNDEPLOYED_WALLET -> List.of("S7", "CONTRACT_REJECTED");
      case CONTRACTS_OFF -> List.of("MISSING_PROVIDER");
      // A reply other than JSON-RPC 2.0 is malformed here, and not accepted there.
      case NODE_UNAVAILABLE ->
          List.of("RPC_FAILED", "REFERENCE_NEVER_ANSWERS", "CONTRACT_REJECTED");
      case BUSY -> List.of();
    };
  }
}
