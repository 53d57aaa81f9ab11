package wsroom.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the launcher in a clone that has nothing else, with a fake JDK and Maven that only print
/// their arguments.
class LauncherTest {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path clone;
  private Path tools;

  private record Outcome(int exitCode, List<String> output) {}

  @BeforeEach
  void aCloneWithTools() throws IOException {
    clone = Files.createDirectories(folder.resolve("a clone"));
    tools = Files.createDirectories(folder.resolve("tools"));
    Files.copy(Path.of("../ws-room"), clone.resolve("ws-room"));
    for (String tool :
        List.of("sh", "cat", "find", "head", "mkdir", "mv", "readlink", "rm", "touch")) {
      script(tools.resolve(tool), "exec " + onPath(tool) + " \"$@\"");
    }
    source("pom.xml");
    source("server/pom.xml");
    source("server/src/main/java/Main.java");
    script(
        tools.resolve("mvn"),
        """
        mkdir -p server/target/lib loadtest/target
        touch server/target/ws-room-server.jar loadtest/target/ws-room-loadtest.jar
        echo "$@" >>maven-was-called
        """);
  }

  @Test
  void onlyTheFirstStartBuilds() throws Exception {
    jdk("jdk-25", "25.0.3");

    assertThat(launch().output()).first().asString().startsWith("ws-room: first build");
    assertThat(launch().output()).first().isEqualTo("jdk-25 runs");
    assertThat(builds())
        .singleElement()
        .asString()
        .isEqualTo("-q -B package -Dmaven.test.skip=true -Dexec.skip=true -Dbuild.commit=unknown");
  }

  @Test
  void changedSourceIsBuiltOnce() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch();
    // A build that leaves the jar alone must not be repeated for ever.
    script(tools.resolve("mvn"), "echo again >>maven-was-called");
    touch(clone.resolve("server/target/ws-room-server.jar"), LONG_AGO);
    touch(clone.resolve("target/built"), LONG_AGO);
    touch(clone.resolve("server/src/main/java/Main.java"), LONG_AGO.plusSeconds(1));

    assertThat(launch().output()).first().asString().startsWith("ws-room: building: sources have");
    assertThat(launch().output()).first().isEqualTo("jdk-25 runs");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void serverGetsTheOptionsAndAllArgumentsUnchanged() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch();

    assertThat(launch("--a b", "", "c*").output())
        .containsExactly(
            "jdk-25 runs",
            "@" + clone + "/jvm.options",
            "-XX:AOTCache=" + clone + "/server/target/ws-room.aot",
            "-Xlog:aot=off",
            "-jar",
            clone + "/server/target/ws-room-server.jar",
            "--a b",
            "",
            "c*");
  }

  @Test
  void failedTrainingRunIsNotRepeatedAndTheServerStarts() throws Exception {
    jdk("jdk-25", "25.0.3");
    script(
        folder.resolve("jdk-25/bin/java"),
        """
        case $2 in -XX:AOTCacheOutput=*) exit 1 ;; esac
        printf '%s\\n' "$@"
        """);

    assertThat(launch().output())
        .contains(
            "ws-room: AOT training run failed ("
                + clone
                + "/server/target/ws-room-training.log); the program starts more slowly");
    assertThat(launch().output())
        .containsExactly(
            "@" + clone + "/jvm.options", "-jar", clone + "/server/target/ws-room-server.jar");
  }

  @Test
  void newBuildGetsANewTrainingRun() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch();
    touch(clone.resolve("server/target/ws-room-server.jar"), Instant.now().plusSeconds(1));
    script(
        folder.resolve("jdk-25/bin/java"),
        """
        case $2 in -XX:AOTCacheOutput=*) echo >"${2#*=}" ;; esac
        """);

    assertThat(launch().output())
        .containsExactly("ws-room: AOT training run, for faster starts from now on (some seconds)");
  }

  @Test
  void onlyAStartIsWorthATrainingRun() throws Exception {
    jdk("jdk-25", "25.0.3");

    assertThat(launch("version").output())
        .containsExactly(
            "ws-room: first build (half a minute, plus Maven's downloads)",
            "jdk-25 runs",
            "@" + clone + "/jvm.options",
            "-jar",
            clone + "/server/target/ws-room-server.jar",
            "--version");
  }

  @Test
  void releaseStartsWithItsOwnRuntimeAndLibraryAndIsNotBuilt() throws Exception {
    jdk("jdk-25", "25.0.3");
    release("build-1");
    jdk("a clone/runtime", "25.0.4");

    String cache = clone + "/cache/ws-room-build-1-java-25.0.4.aot";
    assertThat(launch().output())
        .containsExactly(
            "ws-room: AOT training run, for faster starts from now on (some seconds)",
            "a clone/runtime runs",
            "@" + clone + "/jvm.options",
            "-Dfr.acinq.secp256k1.lib.path=" + clone + "/native",
            "-XX:AOTCache=" + cache,
            "-Xlog:aot=off",
            "-jar",
            clone + "/app/ws-room-server.jar");
    assertThat(launch("join").output())
        .endsWith(
            "-XX:AOTCache=" + clone + "/cache/ws-room-tools-build-1-java-25.0.4.aot",
            "-Xlog:aot=off",
            "-jar",
            clone + "/app/ws-room-loadtest.jar",
            "join");
    assertThat(clone.resolve("maven-was-called")).doesNotExist();
  }

  @Test
  void cacheOfOtherJarsOrAnotherJvmIsNotUsed() throws Exception {
    jdk("jdk-25", "25.0.3");
    jdk("jdk-26", "26");
    release("build-1");
    assertThat(launch().output()).first().asString().contains("AOT training run");
    assertThat(launch().output()).first().isEqualTo("jdk-25 runs");

    assertThat(launchWith("jdk-26").output()).first().asString().contains("AOT training run");
    Files.writeString(clone.resolve("app/build-id"), "build-2\n");
    assertThat(launch().output()).first().asString().contains("AOT training run");
  }

  @Test
  void trainingOnDemandWritesToTheFolderThatIsNamed() throws Exception {
    jdk("jdk-25", "25.0.3");
    release("build-1");
    Path elsewhere = folder.resolve("else where");

    assertThat(launch("aot-training", elsewhere.toString()).exitCode()).isZero();
    assertThat(elsewhere.resolve("ws-room-build-1-java-25.0.3.aot")).exists();
    assertThat(elsewhere.resolve("ws-room-tools-build-1-java-25.0.3.aot")).exists();
    assertThat(clone.resolve("cache")).doesNotExist();
    script(folder.resolve("jdk-25/bin/java"), "exit 3");
    assertThat(launch("aot-training").exitCode()).isEqualTo(1);
  }

  @Test
  void launcherWorksThroughALink() throws Exception {
    jdk("jdk-25", "25.0.3");
    release("build-1");
    Path link = Files.createSymbolicLink(tools.resolve("linked"), clone.resolve("ws-room"));

    assertThat(run(link, "jdk-25", "version").output())
        .endsWith(clone + "/app/ws-room-server.jar", "--version");
  }

  @Test
  void loadJoinAndEventsStartTheLoadTool() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch();

    assertThat(launch("join", "ws://x").output())
        .endsWith(clone + "/loadtest/target/ws-room-loadtest.jar", "join", "ws://x");
    assertThat(launch("load").output())
        .endsWith(clone + "/loadtest/target/ws-room-loadtest.jar", "load");
    assertThat(launch("bench", "Splice").output())
        .endsWith(
            "-cp",
            clone
                + "/loadtest/target/ws-room-loadtest.jar:"
                + clone
                + "/server/target/ws-room-server.jar",
            "org.openjdk.jmh.Main",
            "-prof",
            "gc",
            "Splice");
    assertThat(launch("events").output())
        .endsWith(clone + "/loadtest/target/ws-room-loadtest.jar", "events");
  }

  @Test
  void commandsWorkLikeOptions() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch();
    String server = clone + "/server/target/ws-room-server.jar";
    String tool = clone + "/loadtest/target/ws-room-loadtest.jar";

    assertThat(launch("serve")).isEqualTo(launch());
    assertThat(launch("check", "--env-file", "a b").output())
        .endsWith(server, "check", "--env-file", "a b");
    assertThat(launch("help").output()).endsWith(server, "help");
    assertThat(launch("version").output()).endsWith(server, "--version");
    assertThat(launch("help", "join").output()).endsWith(tool, "join", "--help");
    assertThat(launch("help", "limits").output()).endsWith(server, "help", "limits");
    assertThat(launch("kick", "0xaa", "--reason", "a b").output())
        .endsWith(tool, "kick", "0xaa", "--reason", "a b");
    assertThat(launch("joi", "n").output()).endsWith(server, "joi", "n");
    assertThat(launch("top rooms").output()).endsWith(server, "top rooms");
  }

  @Test
  void benchPrintsItsUsageBeforeAnyBuild() throws Exception {
    var help = launch("bench", "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .startsWith("Usage: ./ws-room bench [PATTERN...] [OPTIONS]")
        .anyMatch(line -> line.contains("lists the benchmarks"));
    assertThat(launch("help", "bench")).isEqualTo(help);
    assertThat(clone.resolve("maven-was-called")).doesNotExist();
  }

  @Test
  void launcherExitsWithTheServersExitCode() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch();
    script(folder.resolve("jdk-25/bin/java"), "exit 2");

    assertThat(launch().exitCode()).isEqualTo(2);
  }

  @Test
  void oldJdkInJavaHomeIsSkippedForANewOneOnThePath() throws Exception {
    jdk("jdk-98", "98.0.15");
    jdk("jdk-99", "99-ea");
    needs(99);
    Files.createSymbolicLink(tools.resolve("java"), folder.resolve("jdk-99/bin/java"));

    assertThat(launchWith("jdk-98").output()).contains("jdk-99 runs");
  }

  @Test
  void missingJdkIsReportedWithTheVersionToInstall() throws Exception {
    jdk("jdk-25", "25.0.3");
    needs(99);

    var outcome = launch();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output())
        .contains(
            "ws-room: JDK 99 or newer required; none found in JAVA_HOME, on the PATH or in the"
                + " usual folders.")
        .last()
        .asString()
        .contains("https://adoptium.net", "openjdk-99-jdk", "openjdk@99");
  }

  @Test
  void missingMavenIsReported() throws Exception {
    jdk("jdk-25", "25.0.3");
    Files.delete(tools.resolve("mvn"));

    var outcome = launch();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output())
        .first()
        .asString()
        .contains("the build requires Maven 3.8.6 or newer, which is not on the PATH");
  }

  @Test
  void failedBuildShowsMavensOutput() throws Exception {
    jdk("jdk-25", "25.0.3");
    script(tools.resolve("mvn"), "echo BUILD FAILURE; exit 1");

    assertThat(launch())
        .isEqualTo(
            new Outcome(
                1,
                List.of(
                    "ws-room: first build (half a minute, plus Maven's downloads)",
                    "BUILD FAILURE",
                    "ws-room: build failed; Maven's output is above")));
  }

  private static Path onPath(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(tool + " is not on the PATH"));
  }

  private void needs(int version) throws IOException {
    var launcher = clone.resolve("ws-room");
    Files.writeString(
        launcher, Files.readString(launcher).replace("needed=25", "needed=" + version));
  }

  private void jdk(String name, String version) throws IOException {
    var jdk = folder.resolve(name);
    script(
        jdk.resolve("bin/java"),
        """
        for argument; do
          case $argument in -XX:AOTCacheOutput=*) echo >"${argument#*=}"; exit ;; esac
        done
        echo %s runs
        printf '%%s\\n' "$@"
        """
            .formatted(name));
    script(jdk.resolve("bin/javac"), "exit 1");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  /// Makes a release of the clone: jars in `app`, and what only a platform's archive has.
  private void release(String buildId) throws IOException {
    Files.createDirectories(clone.resolve("native"));
    Files.createDirectories(clone.resolve("app"));
    Files.writeString(clone.resolve("app/build-id"), buildId + "\n");
  }

  private void source(String name) throws IOException {
    var file = clone.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    touch(file, LONG_AGO);
  }

  private static void touch(Path file, Instant time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(clone.resolve("maven-was-called"));
  }

  private Outcome launch(String... arguments) throws Exception {
    return launchWith("jdk-25", arguments);
  }

  private Outcome launchWith(String jdk, String... arguments) throws Exception {
    return run(clone.resolve("ws-room"), jdk, arguments);
  }

  private Outcome run(Path launcher, String jdk, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(arguments));
    var output = folder.resolve("output");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("JAVA_HOME", folder.resolve(jdk).toString());
    int exitCode = builder.start().waitFor();
    return new Outcome(exitCode, Files.readString(output, UTF_8).lines().toList());
  }
}
