package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Where the native library is unpacked, and what is left of it there.
@EnabledOnOs(OS.LINUX)
class NativeSecp256k1Test {
  private static final String UNPACKS_INTO = "fr.acinq.secp256k1.tmpdir";
  private static final String LIES_READY = "fr.acinq.secp256k1.lib.path";

  @TempDir private Path folder = Path.of("");

  /// It is loaded once in a process, and these are about the steps around it.
  @BeforeAll
  static void load() {
    assertThat(Secp256k1.best().implementation()).isEqualTo("libsecp256k1");
  }

  @AfterEach
  void clearProperties() {
    System.clearProperty(UNPACKS_INTO);
    System.clearProperty(LIES_READY);
  }

  @Test
  void theFolderItIsUnpackedIntoGoesAway() {
    System.setProperty(UNPACKS_INTO, folder.toString());

    assertThat(NativeSecp256k1.load()).isNotNull();
    assertThat(folder).isEmptyDirectory();
    assertThat(System.getProperty(UNPACKS_INTO)).isEqualTo(folder.toString());
  }

  @Test
  void withoutAChoiceTheProcessesTemporaryFolderIsTakenAndNoPropertyIsLeft() {
    assertThat(NativeSecp256k1.load()).isNotNull();
    assertThat(System.getProperty(UNPACKS_INTO)).isNull();
  }

  @Test
  void withoutAFolderToUnpackItIntoItDoesNotLoad() {
    System.setProperty(UNPACKS_INTO, folder.resolve("none").toString());

    assertThat(NativeSecp256k1.load()).isNull();
  }

  @Test
  void whereItLiesReadyNothingIsUnpacked() {
    System.setProperty(UNPACKS_INTO, folder.resolve("none").toString());
    System.setProperty(LIES_READY, folder.toString());

    assertThat(NativeSecp256k1.load()).isNotNull();
  }
}
