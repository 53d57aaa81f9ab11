package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Unpacking of the native library, and what it leaves behind.
@EnabledOnOs(OS.LINUX)
class NativeSecp256k1Test {
  private static final String TEMPORARY_FOLDER = "fr.acinq.secp256k1.tmpdir";
  private static final String UNPACKED_FOLDER = "fr.acinq.secp256k1.lib.path";

  @TempDir private Path folder = Path.of("");

  /// It loads once per process; these tests cover the steps around it.
  @BeforeAll
  static void load() {
    assertThat(Secp256k1.best().implementation()).isEqualTo("libsecp256k1");
  }

  @AfterEach
  void clearProperties() {
    System.clearProperty(TEMPORARY_FOLDER);
    System.clearProperty(UNPACKED_FOLDER);
  }

  @Test
  void unpackFolderIsDeleted() {
    System.setProperty(TEMPORARY_FOLDER, folder.toString());

    assertThat(NativeSecp256k1.load()).isNotNull();
    assertThat(folder).isEmptyDirectory();
    assertThat(System.getProperty(TEMPORARY_FOLDER)).isEqualTo(folder.toString());
  }

  @Test
  void defaultTemporaryFolderIsUsedAndNoPropertyIsLeft() {
    assertThat(NativeSecp256k1.load()).isNotNull();
    assertThat(System.getProperty(TEMPORARY_FOLDER)).isNull();
  }

  @Test
  void missingTemporaryFolderPreventsLoading() {
    System.setProperty(TEMPORARY_FOLDER, folder.resolve("none").toString());

    assertThat(NativeSecp256k1.load()).isNull();
  }

  @Test
  void unpackedLibraryIsNotUnpackedAgain() {
    System.setProperty(TEMPORARY_FOLDER, folder.resolve("none").toString());
    System.setProperty(UNPACKED_FOLDER, folder.toString());

    assertThat(NativeSecp256k1.load()).isNotNull();
  }
}
