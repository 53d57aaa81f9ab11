package wsroom.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Process figures read from `/proc`.
@EnabledOnOs(OS.LINUX)
class ServerProcessTest {
  @Test
  void thisProcessHasUsedCpuAndMemory() {
    ServerProcess self = ServerProcess.of(ProcessHandle.current().pid());

    assertThat(self.cpuNanos()).isPositive();
    assertThat(self.residentBytes()).isGreaterThan(10_000_000);
  }

  @Test
  void readAndWriteCallsAreCounted(@TempDir Path folder) throws IOException {
    ServerProcess self = ServerProcess.of(ProcessHandle.current().pid());
    ServerProcess.Calls before = self.calls();
    try (OutputStream out = Files.newOutputStream(folder.resolve("file"))) {
      for (int i = 0; i < 1_000; i++) {
        out.write(1);
      }
    }

    ServerProcess.Calls since = self.calls().since(before);
    assertThat(since.writes()).isBetween(1_000L, 2_000L);
    assertThat(since.reads()).isPositive();
    assertThat(self.openFilesLimit()).isGreaterThan(100);
  }

  @Test
  void endedProcessHasNoFiguresAndThrowsNothing() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("sleep", "60").start();
    ServerProcess process = ServerProcess.of(child.pid());
    assertThat(process.isGone()).isFalse();
    ServerProcess.Calls before = process.calls();

    child.destroyForcibly().waitFor();

    assertThat(process.isGone()).isTrue();
    assertThat(process.cpuNanos()).isNegative();
    assertThat(process.residentBytes()).isZero();
    assertThat(process.calls().since(before)).isEqualTo(ServerProcess.Calls.NONE);
  }

  @Test
  void zombieProcessHasEnded(@TempDir Path proc) {
    FakeProcess fake = new FakeProcess(proc);
    assertThat(fake.process().isGone()).isFalse();

    fake.hasEnded();
    assertThat(fake.process().isGone()).isTrue();
  }

  @Test
  void pausingAnEndedProcessFailsWithAMessage() {
    assertThatThrownBy(() -> ServerProcess.of(999_999_999).pause(1))
        .hasMessage("kill -STOP 999999999 failed: no such process, or another user's");
  }

  @Test
  void pausedProcessStopsAndResumes() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      ServerProcess process = ServerProcess.of(child.pid());
      Thread pause =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      process.pause(TimeUnit.SECONDS.toNanos(1));
                    } catch (InterruptedException ended) {
                      Thread.currentThread().interrupt();
                    }
                  });
      awaitState(child, 'T');
      pause.interrupt();
      pause.join();
      awaitState(child, 'S');
    } finally {
      child.destroyForcibly();
    }
  }

  private static void awaitState(Process process, char state) throws IOException {
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Files.readString(stat).contains(") " + state + " ")) {
      assertThat(System.nanoTime() - limit).as("still not in state " + state).isNegative();
      Thread.onSpinWait();
    }
  }
}
