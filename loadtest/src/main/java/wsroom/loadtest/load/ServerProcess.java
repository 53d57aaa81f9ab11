package wsroom.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The server's process, as Linux shows it under `/proc`.
record ServerProcess(long pid, Path proc) {
  /// The kernel counts CPU time for user space in hundredths of a second.
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /// The state of a process that has ended, and whose parent has not asked how yet.
  private static final String ENDED = "Z";

  static ServerProcess of(long pid) {
    return new ServerProcess(pid, Path.of("/proc", Long.toString(pid)));
  }

  /// True once it has ended. From then on it tells nothing, which is no failure of this tool.
  boolean isGone() {
    return stat().length == 0;
  }

  /// From its state on; empty once it has ended.
  private String[] stat() {
    String stat = read("stat");
    // The name, in parentheses, may hold spaces; what follows does not.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields[0].isEmpty() || fields[0].equals(ENDED) ? new String[0] : fields;
  }

  /// CPU time of all its threads so far; -1 once it is gone.
  long cpuNanos() {
    String[] fields = stat();
    if (fields.length == 0) {
      return -1;
    }
    long userTicks = Long.parseLong(fields[11]);
    long systemTicks = Long.parseLong(fields[12]);
    return (userTicks + systemTicks) * TICK_NANOS;
  }

  /// 0 once it is gone.
  long residentBytes() {
    return number("status", "VmRSS:") * 1024;
  }

  /// Calls of the kernel that read or wrote so far, files and sockets alike.
  ///
  /// @param reads `read` and its kin, but not `recv`
  /// @param writes `write` and its kin, but not `send`
  record Calls(long reads, long writes) {
    static final Calls NONE = new Calls(0, 0);

    /// None, too, if the process has ended meanwhile.
    Calls since(Calls earlier) {
      return equals(NONE) ? NONE : new Calls(reads - earlier.reads, writes - earlier.writes);
    }
  }

  /// Nothing of a process of another user, as the kernel does not tell, and of one that is gone.
  Calls calls() {
    return Files.isReadable(proc.resolve("io")) && !isGone()
        ? new Calls(number("io", "syscr:"), number("io", "syscw:"))
        : Calls.NONE;
  }

  /// How many files, and so connections, it may have open; 0 if it does not say.
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
      dismiss(rescue);
    }
  }

  private static void dismiss(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // This tool is told to end, and the hook at work.
    }
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException(
            "kill -%s %d failed: the process is gone, or another user's".formatted(name, pid));
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
      return "";
    }
  }
}
