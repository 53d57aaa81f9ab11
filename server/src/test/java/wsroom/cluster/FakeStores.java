package wsroom.cluster;

import wsroom.websocket.EventLoop;

/// The buckets of a simulated cluster.
final class FakeStores {
  final FakeBucket nodes;
  final FakeBucket sessions;
  final FakeBucket rooms;
  final FakeBucket counters;

  FakeStores(FakeNetwork network) {
    nodes = new FakeBucket(network, NodeLease.TTL_MILLIS);
    sessions = new FakeBucket(network, 0);
    rooms = new FakeBucket(network, 0);
    counters = new FakeBucket(network, 0);
  }

  ClusterStores on(FakeNetwork.Port port, EventLoop loop) {
    return new ClusterStores(
        nodes.on(port, loop), sessions.on(port, loop), rooms.on(port, loop), counters.on(port, loop));
  }
}
