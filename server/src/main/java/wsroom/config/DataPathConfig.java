package wsroom.config;

import java.time.Duration;

/// How updates get from one peer to the others.
///
/// @param flushWindow how long a busy room may collect before it writes; zero never collects
/// @param backlogLimitBytes what may wait for one peer
/// @param backlogTimeout how long a peer with a backlog may take nothing
public record DataPathConfig(
    Duration flushWindow, int ioThreads, int backlogLimitBytes, Duration backlogTimeout) {

  static DataPathConfig read(SettingsReader settings) {
    settings.group("Data path");
    return new DataPathConfig(
        settings.milliseconds(
            "FLUSH_WINDOW_MS",
            5,
            Range.of(0, 1000),
            "How long a busy room collects updates for one write to each peer: longer costs less CPU"
                + " and adds delay. Decimals allowed; 0 writes at once"),
        settings.number(
            "IO_THREADS", 1, Range.of(1, 64), "threads", "Threads that read, relay and write"),
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
}
