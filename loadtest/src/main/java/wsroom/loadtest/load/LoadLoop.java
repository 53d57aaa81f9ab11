package wsroom.loadtest.load;

import wsroom.loadtest.client.ClientLoop;

/// One thread of the load: its connections, what recurs on it, and what it has counted.
final class LoadLoop implements AutoCloseable {
  private final Timetable timetable = new Timetable();
  private final Tally tally = new Tally();
  private final Tally slowTally = new Tally();
  private final ClientLoop client;

  LoadLoop(String name) {
    this.client = new ClientLoop(name, timetable);
  }

  void start() {
    client.start();
  }

  ClientLoop client() {
    return client;
  }

  /// Confined to the loop's thread.
  Tally tally() {
    assert client.onThread();
    return tally;
  }

  /// Of the peers that read slowly on purpose: what they get late says nothing about the server.
  Tally slowTally() {
    assert client.onThread();
    return slowTally;
  }

  /// Confined to the loop's thread.
  Timetable timetable() {
    assert client.onThread();
    return timetable;
  }

  @Override
  public void close() {
    client.close();
  }
}
