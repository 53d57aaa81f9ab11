package wsroom.loadtest.load;

import wsroom.loadtest.client.ClientLoop;

/// One event loop of the load: its connections, timers and counters.
final class LoadLoop implements AutoCloseable {
  private final TimerHeap timers = new TimerHeap();
  private final LoopCounters counters = new LoopCounters();
  private final LoopCounters slowCounters = new LoopCounters();
  private final ClientLoop client;

  LoadLoop(String name) {
    this.client = new ClientLoop(name, timers);
  }

  void start() {
    client.start();
  }

  ClientLoop client() {
    return client;
  }

  /// Confined to the loop's thread.
  LoopCounters counters() {
    assert client.onThread();
    return counters;
  }

  /// Counters of deliberately slow peers, whose latencies say nothing about the server.
  LoopCounters slowCounters() {
    assert client.onThread();
    return slowCounters;
  }

  /// Confined to the loop's thread.
  TimerHeap timers() {
    assert client.onThread();
    return timers;
  }

  @Override
  public void close() {
    client.close();
  }
}
