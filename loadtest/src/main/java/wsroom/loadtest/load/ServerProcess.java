package wsroom.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The server's process, as Linux shows it under `/proc`.
record ServerProcess(long pid, Path proc) {
  /// The kernel counts CPU time for user space in hundredths of a second.
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /// @throws IllegalArgumentException with a sentence for the user, if there is no such process
  static ServerProcess of(long pid) {
    ServerProcess process = new ServerProcess(pid, Path.of("/proc", Long.toString(pid)));
    if (!Files.isReadable(process.proc.resolve("stat"))) {
      throw new IllegalArgumentException("--pid: no process " + pid + " under /proc");
    }
    return process;
  }

  /// CPU time of all its threads so far.
  long cpuNanos() {
    String stat = read("stat");
    // The name, in parentheses, may hold spaces; what follows does not.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long userTicks = Long.parseLong(fields[11]);
    long systemTicks = Long.parseLong(fields[12]);
    return (userTicks + systemTicks) * TICK_NANOS;
  }

  long residentBytes() {
    return number("status", "VmRSS:") * 1024;
  }

  /// Calls of the kernel that read or wrote so far, files and sockets alike.
  ///
  /// @param reads `read` and its kin, but not `recv`
  /// @param writes `write` and its kin, but not `send`
  record Calls(long reads, long writes) {
    static final Calls NONE = new Calls(0, 0);

    Calls since(Calls earlier) {
      return new Calls(reads - earlier.reads, writes - earlier.writes);
    }
  }

  /// Nothing of a process of another user: the kernel does not tell.
  Calls calls() {
    return Files.isReadable(proc.resolve("io"))
        ? new Calls(number("io", "syscr:"), number("io", "syscw:"))
        : Calls.NONE;
  }

  /// How many files, and so connections, it may have open.
  long openFilesLimit() {
    return number("limits", "Max open files");
  }

  /// The first number in a line that begins like that; 0 without such a line.
  private long number(String file, String beginning) {
    for (String line : read(file).split("\n", -1)) {
      if (line.startsWith(beginning)) {
        String rest = line.substring(beginning.length()).strip();
        return Long.parseLong(rest.split("[^0-9]", 2)[0]);
      }
    }
    return 0;
  }

  /// Stops the process for a while, whatever happens.
  void pause(long nanos) throws InterruptedException {
    Thread rescue = new Thread(() -> signal("CONT"), "resume server");
    Runtime.getRuntime().addShutdownHook(rescue);
    signal("STOP");
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } finally {
      signal("CONT");
      Runtime.getRuntime().removeShutdownHook(rescue);
    }
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid + " failed");
      }
    } catch (IOException failed) {
      throw new IllegalStateException("no kill command", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String read(String file) {
    try {
      return Files.readString(proc.resolve(file));
    } catch (IOException gone) {
      throw new IllegalStateException("the server's process " + pid + " is gone", gone);
    }
  }
}
