package wsroom.loadtest.load;

/// Figures of one sampling interval.
///
/// @param atSeconds the end of the interval, since the start of the measurement
/// @param p50Millis NaN if nothing arrived, as are the other latencies
/// @param smallP99Millis small updates only
/// @param hasLarge whether large updates arrived too
/// @param serverCpuShare of one core; NaN if the server's process is unknown
/// @param residentBytes of the server's process; 0 if unknown
/// @param toolBusyShare share of time in which the tool's threads were not blocked
public record Sample(
    double atSeconds,
    double deliveriesPerSecond,
    double sentPerSecond,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    double smallP99Millis,
    boolean hasLarge,
    double serverCpuShare,
    long residentBytes,
    double toolBusyShare) {}
