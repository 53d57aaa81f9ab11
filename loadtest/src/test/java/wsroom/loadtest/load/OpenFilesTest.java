package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Whether a process may hold as many connections as are wanted.
class OpenFilesTest {
  @Test
  void tooLowALimitIsSaidWithWhatWouldDo() {
    assertThat(OpenFiles.shortage(10_000, 4_096, "this tool"))
        .hasValue(
            "10,000 connections need 10,100 open files, but this tool may have 4,096: raise its"
                + " limit with ulimit -n 10100");
  }

  @Test
  void enoughAndUnknownLimitsAreFine() {
    assertThat(OpenFiles.shortage(10_000, 10_100, "this tool")).isEmpty();
    assertThat(OpenFiles.shortage(10_000, 0, "this tool")).isEmpty();
    assertThat(OpenFiles.shortageOfThisTool(10)).isEmpty();
  }

  @Test
  void moreThanAnyProcessMayOpenIsTooMuch() {
    assertThat(OpenFiles.shortageOfThisTool(Integer.MAX_VALUE / 2)).isPresent();
  }
}
