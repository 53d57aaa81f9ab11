package wsroom.config;

/// Limits for slow consumers, beside those of a single backlog.
///
/// @param sendBufferBytes the kernel's send buffer of one connection
/// @param unsentLimitBytes the unsent part of it, where the kernel has such a limit; 0 for no limit
/// @param leastBytesPerSecond the minimum progress of a backlog; 0 for no minimum
/// @param backlogMemoryBytes the maximum memory of all backlogs; 0 for no limit
public record SlowReaderConfig(
    int sendBufferBytes, int unsentLimitBytes, int leastBytesPerSecond, long backlogMemoryBytes) {
  private static final int HEAP_PERCENT = 25;

  static SlowReaderConfig read(SettingsReader settings) {
    settings.group("Slow consumers");
    return new SlowReaderConfig(
        settings.bytes(
            "SEND_BUFFER_BYTES",
            1 << 17,
            Range.of(1 << 12, 1 << 26),
            "Kernel send buffer of a connection, which bounds the bytes in flight per round trip;"
                + " Linux doubles the number for its own bookkeeping"),
        settings.bytes(
            "UNSENT_LIMIT_BYTES",
            1 << 12,
            Range.limit(1 << 10, 1 << 26),
            "Maximum unsent part of the send buffer, on Linux (TCP_NOTSENT_LOWAT): beyond it"
                + " updates queue in the server, which drops stale ones"),
        settings.number(
            "BACKLOG_LEAST_BYTES_PER_SECOND",
            1024,
            Range.limit(1, 1 << 20),
            "bytes a second",
            "Minimum progress of a peer's backlog, as a mean over `BACKLOG_TIMEOUT_MS`; below it"
                + " the peer is disconnected as a slow consumer"),
        settings.number(
                "BACKLOG_HEAP_PERCENT",
                HEAP_PERCENT,
                Range.limit(1, 90),
                "% of the heap",
                "Maximum memory of all backlogs, in equal shares per I/O thread; beyond it the"
                    + " peers with the largest backlogs are disconnected")
            * (Runtime.getRuntime().maxMemory() / 100));
  }
}
