package wsroom.config;

import java.util.Locale;

/// The Ethereum network on which contract wallets are verified.
public enum EthNetwork {
  MAINNET(1),
  SEPOLIA(11_155_111);

  private final int chainId;

  EthNetwork(int chainId) {
    this.chainId = chainId;
  }

  public int chainId() {
    return chainId;
  }

  /// Its name in settings, metrics and Decentraland's RPC gateway.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
