package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The server stores nothing on disk: it leaves no file, and needs no writable one.
///
/// A read-only root is made by the kernel alone, in a mount namespace of the process: it is what a
/// container engine does for `--read-only`, with user 10001 and without capabilities.
@EnabledOnOs(OS.LINUX)
class ReadOnlyTest {
  private static final List<String> READ_ONLY =
      List.of(
          "unshare",
          "--map-root-user",
          "--mount",
          "sh",
          "-c",
          "mount -o remount,bind,ro / && exec unshare --user --map-user=10001 --map-group=10001"
              + " setpriv --no-new-privs --inh-caps=-all \"$@\"",
          "sh");

  /// Open for writing, or for both, in the last digit of a file's flags.
  private static final Pattern WRITABLE = Pattern.compile("(?m)^flags:\\s+\\d*[12]$");

  @TempDir Path folder;
  private Path home;
  private Path temporary;

  @BeforeEach
  void folders() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  @Test
  void serverLeavesNoFileAndKeepsNoneOpenForWriting() throws Exception {
    try (ServerProcess server = ServerProcess.startIn(home, List.of(), options())) {
      ProcessFaultsTest.serves(server.awaitsAddress(), server);

      assertThat(home).isEmptyDirectory();
      assertThat(temporary).isEmptyDirectory();
      assertThat(filesOpenForWriting(server.pid())).isEmpty();
      assertThat(performanceFilesOf(server.pid())).isEmpty();
      server.terminate();
      assertThat(server.awaitsExit()).isZero();
      assertThat(server.said()).contains("verified with libsecp256k1").doesNotContain("WARN");
      assertThat(home).isEmptyDirectory();
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void readOnlyServerServesAndLogsWhatIsSlower() throws Exception {
    assumeNamespaces();
    try (ServerProcess server = ServerProcess.startIn(home, READ_ONLY, options())) {
      ProcessFaultsTest.serves(server.awaitsAddress(), server);

      server.terminate();
      assertThat(server.awaitsExit()).isZero();
      assertThat(server.said())
          .contains("libsecp256k1 does not load, so signatures take several times as long")
          .contains("Read-only file system")
          .contains("set -Dfr.acinq.secp256k1.lib.path to a folder")
          .contains("signatures are verified with web3j");
    }
  }

  /// With the option that the launcher adds there, and the library where the archive has it.
  @Test
  void containerHasAllThatItNeeds() throws Exception {
    assumeNamespaces();
    Path app = Files.createDirectory(folder.resolve("app"));
    unpackLibrary(Files.createDirectory(app.resolve("native")));
    try (ServerProcess server =
        ServerProcess.startIn(home, READ_ONLY, optionsOfTheContainer(app.toString()))) {
      ProcessFaultsTest.serves(server.awaitsAddress(), server);

      server.terminate();
      assertThat(server.awaitsExit()).isZero();
      assertThat(server.said())
          .contains("signatures are verified with libsecp256k1")
          .doesNotContain("WARN");
    }
  }

  private List<String> options() {
    return List.of("-Djava.io.tmpdir=" + temporary);
  }

  private static List<String> filesOpenForWriting(long pid) throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : open.toList()) {
        Path info =
            Path.of("/proc", Long.toString(pid), "fdinfo").resolve(descriptor.getFileName());
        // No pipe, no socket, no device.
        if (Files.isRegularFile(descriptor) && WRITABLE.matcher(Files.readString(info)).find()) {
          files.add(Files.readSymbolicLink(descriptor).toString());
        }
      }
    }
    return files;
  }

  /// The file that the JVM would write for `jstat`, whatever its temporary folder is.
  private static List<Path> performanceFilesOf(long pid) {
    return Stream.of(Path.of("/tmp", "hsperfdata_" + System.getProperty("user.name")))
        .map(users -> users.resolve(Long.toString(pid)))
        .filter(Files::exists)
        .toList();
  }

  private static List<String> optionsOfTheContainer(String home) throws IOException {
    String dockerfile = Files.readString(Path.of("..", "Dockerfile"));
    assertThat(dockerfile).contains("USER 10001", "ENTRYPOINT [\"/opt/ws-room/ws-room\"]");
    Matcher option =
        Pattern.compile("native=(-D[\\w.]+=\\$home/native)")
            .matcher(Files.readString(Path.of("..", "ws-room")));
    assertThat(option.find()).isTrue();
    return List.of(option.group(1).replace("$home", home));
  }

  private static void unpackLibrary(Path target) throws IOException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String jar =
        Stream.of(path.split(File.pathSeparator, -1))
            .filter(entry -> entry.contains("secp256k1-kmp-jni-jvm-linux"))
            .findFirst()
            .orElseThrow();
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    String name = "fr/acinq/secp256k1/jni/native/linux-" + machine + "/libsecp256k1-jni.so";
    try (JarFile file = new JarFile(jar);
        InputStream library = file.getInputStream(file.getEntry(name))) {
      Files.copy(library, target.resolve("libsecp256k1-jni.so"));
    }
  }

  /// Not every machine allows namespaces: containers often do not.
  private static void assumeNamespaces() throws InterruptedException {
    List<String> command = new ArrayList<>(READ_ONLY);
    command.add("true");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      assumeTrue(process.waitFor() == 0, "no mount namespaces here");
    } catch (IOException e) {
      assumeTrue(false, "no unshare here");
    }
  }
}
