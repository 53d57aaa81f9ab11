package wsroom.config;

import java.net.URI;

/// The Ethereum node that contract wallets are verified with.
public sealed interface RpcNode {

  /// A JSON-RPC endpoint. Its path may hold a key, so only its host is ever shown.
  record At(URI uri) implements RpcNode {
    @Override
    public String toString() {
      return "node at " + uri.getHost();
    }
  }

  /// None: contract wallets are refused.
  record Off() implements RpcNode {}
}
