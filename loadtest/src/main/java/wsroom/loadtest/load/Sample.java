package wsroom.loadtest.load;

/// What happened in one short interval of a run.
///
/// @param atSeconds the end of the interval, from the first measured moment
/// @param p50Millis NaN if nothing arrived, as are the other latencies
/// @param smallP99Millis of small updates alone
/// @param largeCame whether large updates arrived too
/// @param serverCpuShare of one core; NaN if the server's process is not known
/// @param residentBytes of the server's process; 0 if it is not known
/// @param toolBusyShare of the time of its threads that the tool was not waiting
public record Sample(
    double atSeconds,
    double deliveriesPerSecond,
    double sentPerSecond,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    double smallP99Millis,
    boolean largeCame,
    double serverCpuShare,
    long residentBytes,
    double toolBusyShare) {}
