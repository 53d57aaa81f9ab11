package wsroom.room.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stresses the state that I/O threads share, on real threads, with jcstress: [SeatsUnderStress]
/// and
/// [wsroom.limit.ConnectionLimiterUnderStress]. Each runs for half a second, many thousand times;
/// `-Dstress.options='-m default'` runs them long, and in all compilation modes.
final class SharedStateTest {
  private static final int TESTS = 7;
  private static final String QUICK =
      "-m quick -f 1 -fsm 1 -iters 1 -time 500 -sc false -af NONE -jvmArgs -XX:+UseSerialGC";

  @TempDir private Path folder;

  @Test
  void everyInterleavingOfTwoThreadsKeepsSeatsAndConnectionCountsCorrect() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                "UnderStress"));
    command.addAll(List.of(System.getProperty("stress.options", QUICK).split(" ")));
    Process jcstress =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(jcstress.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(jcstress.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("Failed tests: No matches.")
        .contains("Error tests: No matches.")
        .contains("All remaining tests: " + TESTS + " matching test results.");
  }
}
