package wsroom.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The network and nodes that verify contract wallets.
public record EthereumConfig(EthNetwork network, RpcNode node) {

  static EthereumConfig read(SettingsReader settings) {
    settings.group("Ethereum");
    var network =
        settings.choice(
            "ETH_NETWORK", EthNetwork.MAINNET, "Network on which contract wallets are verified");
    var url =
        settings.hidden(
            "ETH_RPC_URL",
            "Nodes that verify contract wallets; the next one is asked when one fails. `off`"
                + " rejects contract wallets. Plain wallets need no node",
            "https://rpc.decentraland.org/ and the network",
            "http or https URLs separated by commas, or off");
    return new EthereumConfig(
        network,
        settings.read(url, new RpcNode.At(List.of(gateway(network))), EthereumConfig::node));
  }

  /// Decentraland's own gateway, which its other services use by default.
  private static URI gateway(EthNetwork network) {
    return URI.create(
        "https://rpc.decentraland.org/" + network.label() + "?project=ws-room-service");
  }

  private static Optional<RpcNode> node(String text) {
    if (text.toLowerCase(Locale.ROOT).equals("off")) {
      return Optional.of(new RpcNode.Off());
    }
    List<URI> uris = new ArrayList<>();
    for (String url : text.split(",", -1)) {
      Optional<URI> uri = WebUrl.parse(url.strip());
      if (uri.isEmpty()) {
        return Optional.empty();
      }
      uris.add(uri.get());
    }
    return Optional.of(new RpcNode.At(uris));
  }
}
