package wsroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import wsroom.loadtest.fake.FakeServer;
import wsroom.loadtest.fake.FaultInjection;

/// Ctrl+C in the middle of a run, in a process of its own.
@DisabledOnOs(OS.WINDOWS)
class ShutdownInterruptTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void interruptComparesAndWritesCompletedRounds(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("run.json");
    try (FakeServer first = FakeServer.start(FaultInjection.NONE);
        FakeServer second = FakeServer.start(FaultInjection.NONE)) {
      Process tool =
          start(first.uri(), "--versus=" + second.uri(), "--rounds=100", "--json=" + json);
      endAfter(tool, "Round 2 of 100, B: .*");

      assertThat(said)
          .contains("Interrupted. The run in progress is not counted.")
          .anyMatch(line -> line.endsWith("means of 1 run each"));
      assertThat(Files.readString(json)).contains("\"a_divided_by_b\":", "--rounds 1\"");
    }
  }

  @Test
  void interruptWithoutACompletedRoundWritesNothing(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("run.json");
    try (FakeServer server = FakeServer.start(FaultInjection.NONE)) {
      endAfter(start(server.uri(), "--duration=1m", "--json=" + json), "measuring");

      assertThat(said).endsWith("Interrupted. The run in progress is not counted.");
      assertThat(json).doesNotExist();
    }
  }

  private void endAfter(Process tool, String line) throws IOException, InterruptedException {
    try (BufferedReader out = tool.inputReader()) {
      for (String one = out.readLine(); one != null; one = out.readLine()) {
        said.add(one);
        if (one.matches(line)) {
          tool.toHandle().destroy(); // unlike Process.destroy, it leaves the output open
        }
      }
      assertThat(tool.waitFor()).as(String.join("\n", said)).isEqualTo(128 + 15);
    } finally {
      tool.destroyForcibly();
    }
  }

  private static Process start(String uri, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                "wsroom.loadtest.Main",
                "load",
                "island",
                uri,
                "--peers=3",
                "--warmup=50ms"));
    command.addAll(List.of(more));
    if (Arrays.stream(more).noneMatch(option -> option.startsWith("--duration"))) {
      command.add("--duration=200ms");
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("logback"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
