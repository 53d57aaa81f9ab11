package wsroom.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// How updates get from one peer to the others.
///
/// @param flushWindow how long a room may gather frames before it writes; zero never gathers
/// @param ioThreads that read, relay and write; empty for as many as [#ioThreads(int)] finds
/// @param backlogLimitBytes what may wait for one peer
/// @param backlogTimeout how long a peer with a backlog may take nothing
public record DataPathConfig(
    Duration flushWindow, OptionalInt ioThreads, int backlogLimitBytes, Duration backlogTimeout) {
  /// Beyond it, what threads hand over to each other costs more than it gains: ADR 19.
  private static final int MAX_IO_THREADS_BY_DEFAULT = 4;

  private static final String AUTO = "auto";
  private static final Range IO_THREADS = Range.of(1, 64);

  static DataPathConfig read(SettingsReader settings) {
    settings.group("Data path");
    return new DataPathConfig(
        settings.milliseconds(
            "FLUSH_WINDOW_MS",
            5,
            Range.of(0, 1000),
            "How long a room that expects more updates gathers them for one write to each peer, at"
                + " most: longer costs less CPU and adds delay. Decimals allowed; 0 writes at once"),
        ioThreads(settings),
        settings.bytes(
            "BACKLOG_LIMIT_BYTES",
            1 << 20,
            Range.of(1 << 18, 1 << 30),
            "What may wait for a peer that reads slowly; beyond it the peer is disconnected"),
        settings.milliseconds(
            "BACKLOG_TIMEOUT_MS",
            10_000,
            Range.of(1, 600_000),
            "How long a peer may take nothing of what waits for it; then it is disconnected"));
  }

  private static OptionalInt ioThreads(SettingsReader settings) {
    Setting setting =
        settings.plain(
            "IO_THREADS",
            "Threads that read, relay and write; auto is one for two processors, at most "
                + MAX_IO_THREADS_BY_DEFAULT,
            "threads",
            AUTO,
            AUTO + " or " + IO_THREADS);
    return settings.read(
        setting,
        OptionalInt.empty(),
        text ->
            text.equals(AUTO)
                ? Optional.of(OptionalInt.empty())
                : SettingsReader.wholeNumber(text)
                    .filter(IO_THREADS::holds)
                    .map(number -> OptionalInt.of(number.intValue())));
  }

  /// How many I/O threads there are: those that are set, or one for two processors. The other one
  /// is for the kernel's part of the network, for verification and for the JVM.
  ///
  /// @param processors that the process may use, as a container limits them
  public int ioThreads(int processors) {
    return ioThreads.orElse(Math.clamp(processors / 2, 1, MAX_IO_THREADS_BY_DEFAULT));
  }
}
