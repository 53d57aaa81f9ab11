package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

/// Fuzzes the text of delegations.
class EphemeralTextFuzzTest {
  private static final FuzzTargets TARGETS = new FuzzTargets();

  @FuzzTest
  void text(byte @Nullable [] input) {
    if (input != null) {
      TARGETS.ephemeralText(new String(input, UTF_8));
    }
  }
}
