package authchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Selection of nodes from the environment.
class EthereumNodeTest {
  @Test
  void urlIsSelected() {
    assertThat(EthereumNode.select("http://127.0.0.1:8545/key", "sepolia"))
        .containsExactly(new EthereumNode(URI.create("http://127.0.0.1:8545/key")));
  }

  @Test
  void urlsAreSelectedInOrder() {
    assertThat(EthereumNode.select("https://one.example/key, http://two.example:8545", null))
        .containsExactly(
            new EthereumNode(URI.create("https://one.example/key")),
            new EthereumNode(URI.create("http://two.example:8545")));
  }

  @Test
  void publicNodeOfTheNetworkOrMainnetIsTheDefault() {
    assertThat(EthereumNode.select(null, "sepolia").getFirst().uri())
        .hasHost("rpc.decentraland.org")
        .hasPath("/sepolia");
    assertThat(EthereumNode.select("", "").getFirst().uri()).hasPath("/mainnet");
  }

  @Test
  void offSelectsNoNode() {
    assertThat(EthereumNode.select("off", "mainnet")).isEmpty();
  }

  @Test
  void invalidValueIsReportedWithItsVariable() {
    for (String url :
        List.of(
            "ftp://host/",
            "http:///path",
            "host:8545",
            "http://a b/",
            "none",
            "http://a/,off",
            ",")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EthereumNode.select(url, null))
          .withMessage("ETH_RPC_URL must be http or https URLs separated by commas, or off");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EthereumNode.select(null, "main/../net"))
        .withMessage("ETH_NETWORK must be a network's name such as mainnet, was \"main/../net\"");
  }

  @Test
  void networkNameHasLettersDigitsAndHyphensOnly() {
    assertThat(EthereumNode.ofNetwork("az09-").uri()).hasPath("/az09-");
    for (String name : List.of("", "/", ":", "`", "{", "A", ".", "a b")) {
      assertThatIllegalArgumentException()
          .as(name)
          .isThrownBy(() -> EthereumNode.ofNetwork(name))
          .withMessage("not a network's name: \"" + name + "\"");
    }
  }

  @Test
  void printedNodeHidesItsKey() {
    assertThat(new EthereumNode(URI.create("https://node.example.org/v3/secret")))
        .hasToString("EthereumNode[node.example.org]");
  }
}
