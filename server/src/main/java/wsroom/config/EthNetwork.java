package wsroom.config;

import java.util.Locale;

/// The Ethereum network that contract wallets live on.
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

  /// Its name as operators, metrics and Decentraland's RPC gateway write it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
