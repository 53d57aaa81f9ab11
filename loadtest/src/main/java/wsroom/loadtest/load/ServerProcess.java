package wsroom.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The server's process, read from Linux's `/proc`.
record ServerProcess(long pid, Path proc) {
  /// The kernel counts CPU time for user space in hundredths of a second.
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /// The state of a zombie: an ended process that its parent has not waited for.
  private static final String ENDED = "Z";

  static ServerProcess of(long pid) {
    return new ServerProcess(pid, Path.of("/proc", Long.toString(pid)));
  }

  /// Whether the process has ended. From then on all figures are empty, which is no failure of this
  /// tool.
  boolean isGone() {
    return stat().length == 0;
  }

  /// The fields from the state on; empty once it has ended.
  private String[] stat() {
    String stat = read("stat");
    // The name, in parentheses, may hold spaces; what follows does not.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields[0].isEmpty() || fields[0].equals(ENDED) ? new String[0] : fields;
  }

  /// CPU time of all its threads; -1 once it has ended.
  long cpuNanos() {
    String[] fields = stat();
    if (fields.length == 0) {
      return -1;
    }
    long userTicks = Long.parseLong(fields[11]);
    long systemTicks = Long.parseLong(fields[12]);
    return (userTicks + systemTicks) * TICK_NANOS;
  }

  /// 0 once it has ended.
  long residentBytes() {
    return number("status", "VmRSS:") * 1024;
  }

  /// Read and write system calls so far, of files and sockets alike.
  ///
  /// @param reads `read` and its variants, but not `recv`
  /// @param writes `write` and its variants, but not `send`
  record Calls(long reads, long writes) {
    static final Calls NONE = new Calls(0, 0);

    /// None if the process has ended meanwhile.
    Calls since(Calls earlier) {
      return equals(NONE) ? NONE : new Calls(reads - earlier.reads, writes - earlier.writes);
    }
  }

  /// None for a process of another user, which the kernel hides, and for an ended one.
  Calls calls() {
    return Files.isReadable(proc.resolve("io")) && !isGone()
        ? new Calls(number("io", "syscr:"), number("io", "syscw:"))
        : Calls.NONE;
  }

  /// The limit on open files, and so on connections; 0 if unknown.
  long openFilesLimit() {
    return number("limits", "Max open files");
  }

  /// The first number in the line with that prefix; 0 without one.
  private long number(String file, String beginning) {
    for (String line : read(file).split("\n", -1)) {
      if (line.startsWith(beginning)) {
        String rest = line.substring(beginning.length()).strip();
        return Long.parseLong(rest.split("[^0-9]", 2)[0]);
      }
    }
    return 0;
  }

  /// Pauses the process for a while, and resumes it in any case.
  void pause(long nanos) throws InterruptedException {
    Thread resumeHook = new Thread(() -> signal("CONT"), "resume server");
    Runtime.getRuntime().addShutdownHook(resumeHook);
    signal("STOP");
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } finally {
      signal("CONT");
      removeHook(resumeHook);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The JVM is shutting down and runs the hook.
    }
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException(
            "kill -%s %d failed: no such process, or another user's".formatted(name, pid));
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
