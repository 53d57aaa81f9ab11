package wsroom.config;

/// What may wait for peers that read slowly, beyond the limits of a single backlog.
///
/// @param sendBufferBytes what the kernel may hold for one connection, sent or not
/// @param unsentLimitBytes what of that may be unsent, where the kernel has such a limit; 0 for
/// none
/// @param leastBytesPerSecond that a peer must take of what waits for it; 0 for any pace
/// @param backlogMemoryBytes that all backlogs may hold; 0 for any amount
public record SlowReaderConfig(
    int sendBufferBytes, int unsentLimitBytes, int leastBytesPerSecond, long backlogMemoryBytes) {
  private static final int HEAP_PERCENT = 25;

  static SlowReaderConfig read(SettingsReader settings) {
    settings.group("Slow readers");
    return new SlowReaderConfig(
        settings.bytes(
            "SEND_BUFFER_BYTES",
            1 << 17,
            Range.of(1 << 12, 1 << 26),
            "What the kernel may hold for a peer that has not confirmed it; Linux counts its own"
                + " records, too, and allows twice the number. A line carries no more than this in a"
                + " round trip"),
        settings.bytes(
            "UNSENT_LIMIT_BYTES",
            1 << 12,
            Range.limit(1 << 10, 1 << 26),
            "What of that may be unsent, on Linux (TCP_NOTSENT_LOWAT): beyond it updates wait in the"
                + " server, which drops those that are stale"),
        settings.number(
            "BACKLOG_LEAST_BYTES_PER_SECOND",
            1024,
            Range.limit(1, 1 << 20),
            "bytes a second",
            "The least that a peer must take of what waits for it, as a mean over"
                + " `BACKLOG_TIMEOUT_MS`; then it is disconnected"),
        settings.number(
                "BACKLOG_HEAP_PERCENT",
                HEAP_PERCENT,
                Range.limit(1, 90),
                "% of the heap",
                "What may wait for all peers together, an equal share on each I/O thread; beyond it"
                    + " the peers with the largest backlogs are disconnected")
            * (Runtime.getRuntime().maxMemory() / 100));
  }
}
