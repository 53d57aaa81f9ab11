package wsroom.loadtest.load;

/// Measures the rates of `ramp`.
interface RateTester {
  /// Loads the server at one rate for a while.
  ///
  /// @param rate updates per second and peer
  Attempt measure(double rate) throws InterruptedException;

  /// Replaces the peers: the old ones may be far behind.
  void replacePeers();

  /// A measured rate.
  ///
  /// @param expectedPerSecond deliveries
  /// @param faults all faults of the server until the end of the attempt
  record Attempt(double expectedPerSecond, Measurement measurement, Faults faults, Result result) {}
}
