package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

/// Fuzzes the headers of signed requests.
class HeadersFuzzTest {
  private static final FuzzTargets TARGETS = new FuzzTargets();

  @FuzzTest
  void headers(byte @Nullable [] input) {
    if (input != null) {
      TARGETS.headers(new String(input, UTF_8));
    }
  }
}
