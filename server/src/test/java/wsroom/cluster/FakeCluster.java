package wsroom.cluster;

import java.util.ArrayList;
import java.util.List;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.room.membership.RoomAuthority;
import wsroom.websocket.FakeIoThread;
import wsroom.websocket.FakeIoThreads;

/// Nodes on a bus and a store without delays, all run by the same fake threads.
public final class FakeCluster {
  private FakeCluster() {}

  /// The authorities of that many nodes.
  public static List<RoomAuthority> authorities(
      int count, FakeIoThreads threads, int seats, DuplicatePolicy policy, DuplicateScope scope) {
    FakeNetwork network = new FakeNetwork(null);
    FakeStores stores = new FakeStores(network);
    List<RoomAuthority> authorities = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      FakeIoThread loop = threads.addLoop();
      FakeNetwork.Port port = network.connect(loop);
      ClusterNode node =
          new ClusterNode(
              settings("node-" + index, seats, policy, scope, ClusterSettings.Outage.SERVE),
              loop,
              port,
              stores.on(port, loop),
              ClusterCounters.NONE,
              List.of());
      node.start();
      authorities.add(node.authority());
    }
    threads.runAll();
    return authorities;
  }

  public static ClusterSettings settings(
      String id,
      int seats,
      DuplicatePolicy policy,
      DuplicateScope scope,
      ClusterSettings.Outage outage) {
    return new ClusterSettings("test", id, "", seats, policy, scope, outage);
  }
}
