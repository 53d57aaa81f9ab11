package wsroom.room.membership;

import wsroom.cluster.FakeCluster;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.websocket.FakeIoThreads;

/// The authority of a cluster of one node.
class ClusterRoomAuthorityTest extends RoomAuthorityContract {

  @Override
  RoomAuthority authority(
      FakeIoThreads threads, int seats, DuplicatePolicy policy, DuplicateScope scope) {
    return FakeCluster.authorities(1, threads, seats, policy, scope).getFirst();
  }
}
