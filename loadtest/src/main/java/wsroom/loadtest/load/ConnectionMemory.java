package wsroom.loadtest.load;

/// Measures the server's memory per connection: resident memory at the end of the measurement, when
/// temporary memory of the joins has been released, minus that before the first connection. Called
/// from one thread.
final class ConnectionMemory {
  private final ServerProcess process;
  private final int minConnections;
  private long before;
  private int joined;

  /// @param minConnections with fewer, other uses of memory dominate
  ConnectionMemory(ServerProcess process, int minConnections) {
    this.process = process;
    this.minConnections = minConnections;
  }

  void beforeJoins() {
    before = process.residentBytes();
  }

  void afterJoins(int connections) {
    joined = connections;
  }

  /// Resident bytes per connection; NaN with too few connections, or if some joined or left since:
  /// memory kept for closed ones would distort the figure.
  ///
  /// @param connections open now
  /// @param left closed so far
  double bytesPerConnection(int connections, int left) {
    return joined < minConnections || connections != joined || left > 0
        ? Double.NaN
        : (double) (process.residentBytes() - before) / joined;
  }
}
