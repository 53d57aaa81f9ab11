package wsroom.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Where contract wallets are verified.
public record EthereumConfig(EthNetwork network, RpcNode node) {

  static EthereumConfig read(SettingsReader settings) {
    settings.group("Ethereum");
    var network =
        settings.choice(
            "ETH_NETWORK", EthNetwork.MAINNET, "Network on which contract wallets are verified");
    var url =
        settings.hidden(
            "ETH_RPC_URL",
            "Node that verifies contract wallets; `off` refuses them. Plain wallets need no node",
            "https://rpc.decentraland.org/ and the network",
            "an http or https URL, or off");
    return new EthereumConfig(
        network, settings.read(url, new RpcNode.At(gateway(network)), EthereumConfig::node));
  }

  /// Decentraland's own gateway, which its other services use by default.
  private static URI gateway(EthNetwork network) {
    return URI.create(
        "https://rpc.decentraland.org/" + network.label() + "?project=ws-room-service");
  }

  private static Optional<RpcNode> node(String text) {
    return text.toLowerCase(Locale.ROOT).equals("off")
        ? Optional.of(new RpcNode.Off())
        : WebUrl.parse(text).map(RpcNode.At::new);
  }
}
