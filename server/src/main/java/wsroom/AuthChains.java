package wsroom;

import authchain.AuthChainVerifier;
import wsroom.config.EthereumConfig;
import wsroom.config.EthereumNode;

/// Makes the verifier of auth chains that the settings describe.
final class AuthChains {
  private AuthChains() {}

  static AuthChainVerifier verifier(EthereumConfig ethereum) {
    AuthChainVerifier.Builder builder = AuthChainVerifier.builder();
    if (ethereum.node() instanceof EthereumNode.At(var uri)) {
      builder.ethereumNode(new authchain.EthereumNode(uri));
    }
    return builder.build();
  }
}
