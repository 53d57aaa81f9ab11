package wsroom.loadtest.load;

/// What a connection costs the server's memory: its process is weighed before the first connection
/// and at the end of the measured time, when what the joins took for a while has been given back.
/// Called from one thread.
final class Weighing {
  private final ServerProcess process;
  private final int connectionsThatWeigh;
  private long before;
  private int joined;

  /// @param connectionsThatWeigh with fewer, what else the memory is used for outweighs them
  Weighing(ServerProcess process, int connectionsThatWeigh) {
    this.process = process;
    this.connectionsThatWeigh = connectionsThatWeigh;
  }

  void beforeJoins() {
    before = process.residentBytes();
  }

  void afterJoins(int connections) {
    joined = connections;
  }

  /// Bytes of resident memory for each connection; NaN where they are too few, or where some have
  /// come or gone since the joins: what is kept for those who have left would count for the others.
  ///
  /// @param connections that are open now
  /// @param left how many have ended
  double bytesPerConnection(int connections, int left) {
    return joined < connectionsThatWeigh || connections != joined || left > 0
        ? Double.NaN
        : (double) (process.residentBytes() - before) / joined;
  }
}
