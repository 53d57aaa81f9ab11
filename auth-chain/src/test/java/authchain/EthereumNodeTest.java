package authchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which node an environment chooses.
class EthereumNodeTest {
  @Test
  void aUrlIsTaken() {
    assertThat(EthereumNode.select("http://127.0.0.1:8545/key", "sepolia"))
        .contains(new EthereumNode(URI.create("http://127.0.0.1:8545/key")));
  }

  @Test
  void withoutAUrlTheNetworksPublicNodeIsTakenAndWithoutANetworkMainnets() {
    assertThat(EthereumNode.select(null, "sepolia").orElseThrow().uri())
        .hasHost("rpc.decentraland.org")
        .hasPath("/sepolia");
    assertThat(EthereumNode.select("", "").orElseThrow().uri()).hasPath("/mainnet");
  }

  @Test
  void offIsNoNode() {
    assertThat(EthereumNode.select("off", "mainnet")).isEmpty();
  }

  @Test
  void nonsenseIsNamedAfterItsVariable() {
    for (String url : List.of("ftp://host/", "http:///path", "host:8545", "http://a b/", "none")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EthereumNode.select(url, null))
          .withMessage("ETH_RPC_URL must be an http or https URL, or off");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EthereumNode.select(null, "main/../net"))
        .withMessage("ETH_NETWORK must be a network's name such as mainnet, was \"main/../net\"");
  }

  @Test
  void aPrintedNodeKeepsItsKey() {
    assertThat(new EthereumNode(URI.create("https://node.example.org/v3/secret")))
        .hasToString("EthereumNode[node.example.org]");
  }
}
