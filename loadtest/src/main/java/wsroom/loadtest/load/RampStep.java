package wsroom.loadtest.load;

/// One rate that `ramp` tried. `verdict` says why it was not held, and is empty if it was.
public record RampStep(
    double updatesPerSecond,
    double expectedPerSecond,
    double deliveriesPerSecond,
    double p50Millis,
    double p99Millis,
    double cpuMicrosPerDelivery,
    double toolBusyShare,
    String verdict) {
  public boolean held() {
    return verdict.isEmpty();
  }
}
