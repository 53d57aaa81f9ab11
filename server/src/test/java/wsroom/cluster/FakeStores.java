package wsroom.cluster;

import wsroom.websocket.EventLoop;

/// The buckets of a simulated cluster.
public final class FakeStores {
  public final FakeBucket nodes;
  public final FakeBucket sessions;
  public final FakeBucket rooms;
  public final FakeBucket counters;

  public FakeStores(FakeNetwork network) {
    nodes = new FakeBucket(network, NodeLease.TTL_MILLIS);
    sessions = new FakeBucket(network, 0);
    rooms = new FakeBucket(network, 0);
    counters = new FakeBucket(network, 0);
  }

  public ClusterStores on(FakeNetwork.Port port, EventLoop loop) {
    return new ClusterStores(
        nodes.on(port, loop),
        sessions.on(port, loop),
        rooms.on(port, loop),
        counters.on(port, loop));
  }
}
