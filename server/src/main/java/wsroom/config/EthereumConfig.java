package wsroom.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Where contract wallets are verified.
public record EthereumConfig(EthNetwork network, EthereumNode node) {

  static EthereumConfig read(SettingsReader settings) {
    settings.group("Ethereum");
    var network =
        settings.choice(
            "ETH_NETWORK", EthNetwork.MAINNET, "Network on which contract wallets are verified");
    var url =
        new Setting(
            "Ethereum",
            "ETH_RPC_URL",
            "Node that verifies contract wallets; `off` refuses them. Plain wallets need no node",
            "",
            "https://rpc.decentraland.org/ and the network",
            "an http or https URL, or off",
            true);
    return new EthereumConfig(
        network, settings.read(url, new EthereumNode.At(gateway(network)), EthereumConfig::node));
  }

  /// Decentraland's own gateway, which its other services use by default.
  private static URI gateway(EthNetwork network) {
    return URI.create(
        "https://rpc.decentraland.org/" + network.label() + "?project=ws-room-service");
  }

  private static Optional<EthereumNode> node(String text) {
    if (text.toLowerCase(Locale.ROOT).equals("off")) {
      return Optional.of(new EthereumNode.Off());
    }
    try {
      var uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && Host.isNamedBy(uri) ? Optional.of(new EthereumNode.At(uri)) : Optional.empty();
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }
}
