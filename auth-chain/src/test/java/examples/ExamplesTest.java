package examples;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.AuthChain;
import authchain.AuthChainVerifier;
import authchain.EthereumNode;
import authchain.FetchVerdict;
import authchain.Identity;
import authchain.SignedFetch;
import authchain.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The examples of the README, compiled outside of the package and run.
class ExamplesTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void verifying() {
    Identity someone = Identity.create(new SecureRandom(), Instant.now().plusSeconds(60));
    String sent = someone.sign("dcl-5f2a").toJson();

    // verifying
    AuthChainVerifier verifier = AuthChainVerifier.builder().build();

    switch (verifier.verify(sent, "dcl-5f2a")) {
      case Verdict.Authentic(String owner, Instant expiry) ->
          say(owner + " may enter until " + expiry);
      case Verdict.Rejected(Verdict.Reason reason) when reason.unavailable() ->
          say("come back later: " + reason.tag());
      case Verdict.Rejected(Verdict.Reason reason) -> say("go away: " + reason.tag());
    }
    // end

    assertThat(said).singleElement().asString().startsWith(someone.address() + " may enter");
  }

  @Test
  void contractWallets() {
    Map<String, String> environment = Map.of("ETH_RPC_URL", "off");

    // contract wallets
    AuthChainVerifier.Builder builder =
        AuthChainVerifier.builder().contractDeadline(Duration.ofMillis(700));
    builder.ethereumNodes(
        EthereumNode.select(environment.get("ETH_RPC_URL"), environment.get("ETH_NETWORK")));
    AuthChainVerifier verifier = builder.build();
    // end

    assertThat(verifier.ethereumNodeIsLeftAlone()).isFalse();
  }

  @Test
  void signing() {
    // signing
    Identity alice = Identity.create(new SecureRandom(), Instant.now().plus(Duration.ofDays(30)));
    AuthChain chain = alice.sign("dcl-5f2a");
    say(alice.address() + " sends " + chain.toJson());
    // end

    assertThat(said).singleElement().asString().contains("ECDSA_EPHEMERAL");
  }

  @Test
  void signedRequests() {
    // signed requests
    Identity alice = Identity.create(new SecureRandom(), Instant.now().plus(Duration.ofDays(30)));
    Map<String, String> headers =
        alice.signedHeaders(
            "post",
            "/rooms/plaza/login",
            Instant.now(),
            """
            {"signer":"dcl:explorer","intent":"dcl:explorer:comms-handshake"}""");

    SignedFetch logins =
        SignedFetch.builder(AuthChainVerifier.builder().build())
            .purpose("dcl:explorer", "dcl:explorer:comms-handshake")
            .build();
    switch (logins.verify("POST", "/rooms/plaza/login", received(headers))) {
      case FetchVerdict.Accepted accepted -> say("200 for " + accepted.owner());
      case FetchVerdict.Refused refused -> say(refused.status() + ": " + refused.tag());
    }
    // end

    assertThat(said).containsExactly("200 for " + alice.address());
  }

  @Test
  void readmeShowsTheseLines() throws IOException {
    List<String> source = Files.readAllLines(Path.of("src/test/java/examples/ExamplesTest.java"));
    List<String> readme = Files.readAllLines(Path.of("README.md"));

    for (String name : List.of("verifying", "contract wallets", "signing", "signed requests")) {
      List<String> shown = new ArrayList<>(List.of("```java"));
      source.stream()
          .dropWhile(line -> !line.strip().equals("// " + name))
          .skip(1)
          .takeWhile(line -> !line.strip().equals("// end"))
          .map(line -> line.isEmpty() ? line : line.substring(4))
          .forEach(shown::add);
      shown.add("```");

      assertThat(shown).as(name).hasSizeGreaterThan(2);
      assertThat(Collections.indexOfSubList(readme, shown)).as(name).isNotNegative();
    }
  }

  private void say(String text) {
    said.add(text);
  }

  private static Map<String, List<String>> received(Map<String, String> headers) {
    return headers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
  }
}
