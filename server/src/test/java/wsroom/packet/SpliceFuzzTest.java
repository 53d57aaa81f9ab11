package wsroom.packet;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/// Fuzzes the packet splice, with protobuf as the oracle.
@Tag("fuzz-splice")
class SpliceFuzzTest {
  private static final int[] ALIASES = {1, 127, 128, 16_384, Integer.MAX_VALUE};

  private final SpliceOracle oracle = new SpliceOracle();

  @FuzzTest(maxDuration = "1h")
  void splice(byte @Nullable [] input) {
    if (input != null) {
      for (int alias : ALIASES) {
        var _ = oracle.assertAgreement(input, alias);
      }
    }
  }
}
