package wsroom.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The version and commit of a plain `mvn package`.
class BuildInfoTest {

  @Test
  void buildInACloneKnowsItsCommit() throws Exception {
    assumeTrue(Files.exists(Path.of("../.git")), "not a clone");
    assumeTrue(hasGit(), "no git on the PATH");

    // No stricter check, since a commit may follow during the build.
    String commit = BuildInfo.load().commit();
    assertThat(commit).matches("[0-9a-f]{4,64}");
    assertThat(said("git", "cat-file", "-t", commit)).isEqualTo("commit");
  }

  @Test
  void aBuildKnowsItsVersion() {
    assertThat(BuildInfo.load().version()).matches("[0-9]+\\.[0-9]+\\..+");
  }

  private static boolean hasGit() throws InterruptedException {
    try {
      return !said("git", "--version").isEmpty();
    } catch (IOException none) {
      return false;
    }
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return text;
  }
}
