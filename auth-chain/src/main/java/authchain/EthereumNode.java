package authchain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The JSON-RPC endpoint of an Ethereum node, for calls of contract wallets.
///
/// @param uri http or https; it may hold a key, so it is never logged
public record EthereumNode(URI uri) {
  private static final String PUBLIC_NODES = "https://rpc.decentraland.org/";

  public EthereumNode {
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null) {
      throw new IllegalArgumentException("an Ethereum node needs an http or https URL");
    }
  }

  /// The public node of a network, such as `mainnet` or `sepolia`.
  ///
  /// @throws IllegalArgumentException for a name other than lower-case letters, digits and `-`
  public static EthereumNode ofNetwork(String network) {
    boolean name = !network.isEmpty() && network.chars().allMatch(EthereumNode::isNameCharacter);
    if (!name) {
      throw new IllegalArgumentException("not a network's name: \"" + network + "\"");
    }
    return new EthereumNode(URI.create(PUBLIC_NODES + network + "?project=ws-room"));
  }

  /// The nodes configured by the environment: those of `ETH_RPC_URL`, separated by commas, or else
  /// the public node of `ETH_NETWORK`, by default `mainnet`. Empty for `ETH_RPC_URL=off`: contract
  /// wallets are rejected.
  ///
  /// @param rpcUrl the value of `ETH_RPC_URL`, null or blank if not set
  /// @param network the value of `ETH_NETWORK`, null or blank if not set
  /// @throws IllegalArgumentException whose message names the invalid variable
  public static List<EthereumNode> select(@Nullable String rpcUrl, @Nullable String network) {
    if (rpcUrl == null || rpcUrl.isBlank()) {
      String name = network == null || network.isBlank() ? "mainnet" : network.strip();
      try {
        return List.of(ofNetwork(name));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "ETH_NETWORK must be a network's name such as mainnet, was \"" + network + "\"", e);
      }
    }
    if (rpcUrl.strip().equals("off")) {
      return List.of();
    }
    try {
      List<EthereumNode> nodes = new ArrayList<>();
      for (String url : rpcUrl.split(",", -1)) {
        nodes.add(new EthereumNode(new URI(url.strip())));
      }
      return List.copyOf(nodes);
    } catch (URISyntaxException | IllegalArgumentException e) {
      // Without the value and without the cause, whose text repeats it: such URLs carry keys.
      throw new IllegalArgumentException(
          "ETH_RPC_URL must be http or https URLs separated by commas, or off");
    }
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }

  @Override
  public String toString() {
    return "EthereumNode[" + uri.getHost() + "]";
  }
}
