package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The check of the limit on open files.
class OpenFilesTest {
  @Test
  void lowLimitIsReportedWithTheNeededOne() {
    assertThat(OpenFiles.shortage(10_000, 4_096, "this tool"))
        .hasValue(
            "10,000 connections need 10,100 open files, but this tool may have 4,096: raise its"
                + " limit with ulimit -n 10100");
  }

  @Test
  void sufficientAndUnknownLimitsPass() {
    assertThat(OpenFiles.shortage(10_000, 10_100, "this tool")).isEmpty();
    assertThat(OpenFiles.shortage(10_000, 0, "this tool")).isEmpty();
    assertThat(OpenFiles.shortageOfThisTool(10)).isEmpty();
  }

  @Test
  void moreThanAnyProcessMayOpenIsReported() {
    assertThat(OpenFiles.shortageOfThisTool(Integer.MAX_VALUE / 2)).isPresent();
  }
}
