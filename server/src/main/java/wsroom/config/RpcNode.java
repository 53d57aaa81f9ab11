package wsroom.config;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/// The Ethereum nodes that contract wallets are verified with.
public sealed interface RpcNode {

  /// JSON-RPC endpoints, in the order in which they are asked. Their paths may contain keys, so
  /// only the hosts are ever shown.
  record At(List<URI> uris) implements RpcNode {
    public At {
      uris = List.copyOf(uris);
    }

    @Override
    public String toString() {
      return uris.stream().map(URI::getHost).collect(Collectors.joining(", ", "node at ", ""));
    }
  }

  /// No node: contract wallets are rejected.
  record Off() implements RpcNode {}
}
