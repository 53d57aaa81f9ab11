package wsroom.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// The relay of updates: flushing, threads and backlogs.
///
/// @param flushWindow the maximum time for which a room batches frames; zero flushes at the end of
///     every loop iteration
/// @param ioThreads that read, relay and write; empty for as many as [#ioThreads(int)] finds
/// @param backlogLimitBytes the maximum backlog of one peer
/// @param backlogTimeout how long a peer's backlog may make no progress
public record DataPathConfig(
    Duration flushWindow, OptionalInt ioThreads, int backlogLimitBytes, Duration backlogTimeout) {
  /// With more threads, the hand-over between them costs more than they gain: ADR 19.
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
            "Maximum time for which a busy room batches updates into one write per peer: a longer"
                + " window costs less CPU and adds delay. Decimals allowed; 0 writes at once"),
        ioThreads(settings),
        settings.bytes(
            "BACKLOG_LIMIT_BYTES",
            1 << 20,
            Range.of(1 << 18, 1 << 30),
            "Maximum backlog of one peer; beyond it the peer is disconnected as a slow consumer"),
        settings.milliseconds(
            "BACKLOG_TIMEOUT_MS",
            10_000,
            Range.of(1, 600_000),
            "Maximum time without progress of a peer's backlog; then the peer is disconnected as a"
                + " slow consumer"));
  }

  private static OptionalInt ioThreads(SettingsReader settings) {
    Setting setting =
        settings.plain(
            "IO_THREADS",
            "I/O threads, which read, relay and write; auto is one per two processors, at most "
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
                    .filter(IO_THREADS::contains)
                    .map(number -> OptionalInt.of(number.intValue())));
  }

  /// The number of I/O threads: as set, or one per two processors. The other processor is for the
  /// kernel's network stack, for verification and for the JVM.
  ///
  /// @param processors that the process may use, as a container limits them
  public int ioThreads(int processors) {
    return ioThreads.orElse(Math.clamp(processors / 2, 1, MAX_IO_THREADS_BY_DEFAULT));
  }
}
