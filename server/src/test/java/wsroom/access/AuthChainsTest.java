package wsroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;

class AuthChainsTest {

  @Test
  void warmUpLeavesTheDelegationCacheEmpty() {
    AuthChains chains = fresh();
    chains.warmUp();

    assertThat(chains.knownDelegations()).isZero();
  }

  private static AuthChains fresh() {
    return switch (ServerConfig.read(Map.of("ETH_RPC_URL", "off"))) {
      case ConfigReading.Valid(ServerConfig config, var _) -> AuthChains.of(config.ethereum());
      case ConfigReading.Invalid wrong -> throw new AssertionError(wrong);
    };
  }
}
