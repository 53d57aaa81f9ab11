package wsroom.loadtest.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A fake `/proc` folder of a process.
final class FakeProcess {
  private final Path proc;

  /// @param proc an empty folder
  FakeProcess(Path proc) {
    this.proc = proc;
    write("stat", "1 (fake server) S" + " 0".repeat(40));
    write("limits", "Max open files  100000  100000  files\n");
    write("io", "syscr: 0\nsyscw: 0\n");
  }

  void hasResident(long kilobytes) {
    write("status", "VmRSS:\t%d kB\n".formatted(kilobytes));
  }

  /// A zombie: its parent has not waited for it.
  void hasEnded() {
    write("stat", "1 (fake server) Z" + " 0".repeat(40));
  }

  ServerProcess process() {
    return new ServerProcess(1, proc);
  }

  private void write(String file, String text) {
    try {
      Files.writeString(proc.resolve(file), text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
