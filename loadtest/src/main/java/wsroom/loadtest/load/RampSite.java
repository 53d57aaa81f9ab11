package wsroom.loadtest.load;

/// Where `ramp` tries its rates.
interface RampSite {
  /// Puts the server under one rate for a while.
  ///
  /// @param rate updates a second and peer
  Attempt tryOut(double rate) throws InterruptedException;

  /// New peers take over, for the old ones may be far behind.
  void replacePeers();

  /// A rate as it was measured.
  ///
  /// @param expectedPerSecond deliveries
  /// @param faults all that the server did wrong up to its end
  record Attempt(double expectedPerSecond, Measured measured, Faults faults, Result result) {}
}
