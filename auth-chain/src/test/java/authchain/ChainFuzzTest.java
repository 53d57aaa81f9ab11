package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

/// Fuzzes the chain's JSON.
class ChainFuzzTest {
  private static final FuzzTargets TARGETS = new FuzzTargets();

  @FuzzTest
  void chain(byte @Nullable [] input) {
    if (input != null) {
      TARGETS.chain(new String(input, UTF_8));
    }
  }
}
