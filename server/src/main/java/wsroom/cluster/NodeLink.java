package wsroom.cluster;

import wsroom.room.link.HandOverLimit;
import wsroom.room.link.ReplicaLink;
import wsroom.room.link.RoomBlock;
import wsroom.websocket.IoThread;

/// The way of one I/O thread's blocks to the other nodes: the queue of the cluster's thread,
/// bounded by a [HandOverLimit].
///
/// Confined to that I/O thread.
final class NodeLink implements ReplicaLink {
  private final ClusterNode node;
  private final IoThread sender;
  private final HandOverLimit limit = new HandOverLimit();

  NodeLink(ClusterNode node, IoThread sender) {
    this.node = node;
    this.sender = sender;
  }

  @Override
  public void send(String roomId, RoomBlock block) {
    assert sender.isCurrent();
    // A gap is marked in the block itself, and so reaches the other nodes.
    RoomBlock handed = block.filtered(limit.allowedContent());
    int bytes = handed.sizeBytes();
    limit.enqueued(bytes);
    node.loop()
        .execute(
            () -> {
              limit.dequeued(bytes);
              node.onBlock(roomId, handed);
            });
  }
}
