package wsroom.cluster;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.Records.RoomRecord;
import wsroom.cluster.Records.SessionRecord;
import wsroom.room.membership.Denial;
import wsroom.room.membership.Lease;
import wsroom.room.membership.RoomAuthority;
import wsroom.room.membership.RoomCensus;
import wsroom.room.membership.SeatHolder;
import wsroom.room.membership.SeatPreview;
import wsroom.websocket.IoThread;

/// The authority of a node: agrees with the other nodes on seats, addresses and aliases.
///
/// Thread-safe: each call becomes a task of the cluster's thread, behind the blocks that the caller
/// handed over before.
final class ClusterRoomAuthority implements RoomAuthority {
  private final ClusterNode node;
  private final AtomicLong leases = new AtomicLong();

  ClusterRoomAuthority(ClusterNode node) {
    this.node = node;
  }

  @Override
  public Lease request(String roomId, String address, IoThread thread, SeatHolder holder) {
    ClusterLease lease =
        new ClusterLease(roomId, address, thread, holder, leases.incrementAndGet());
    node.loop()
        .execute(
            () -> {
              if (!lease.isEnded()) {
                node.slot(roomId, address).request(lease);
              }
            });
    return lease;
  }

  @Override
  public void release(Lease released) {
    ClusterLease lease = (ClusterLease) released;
    node.loop().execute(() -> node.release(lease));
  }

  @Override
  public CompletableFuture<SeatPreview> preview(String roomId, String address) {
    CompletableFuture<SeatPreview> preview = new CompletableFuture<>();
    node.loop()
        .execute(
            () ->
                node.stores()
                    .rooms()
                    .get(
                        Subjects.hash(roomId),
                        room ->
                            node.stores()
                                .sessions()
                                .get(
                                    node.addressKey(node.scope(roomId), address),
                                    session ->
                                        preview.complete(
                                            preview(roomId, address, room, session)))));
    return preview;
  }

  private SeatPreview preview(String roomId, String address, Lookup room, Lookup session) {
    SessionRecord holder =
        session instanceof Lookup.Found(byte[] value, long _)
            ? node.read(() -> SessionRecord.decode(value))
            : null;
    boolean isHeldElsewhere = holder != null && !node.nodes().isDead(holder.node().incarnation());
    boolean isHeldInThisRoom = holder != null && isHeldElsewhere && holder.roomId().equals(roomId);
    ClusterLease own = node.holder(roomId, address);
    boolean hasSeat =
        (own != null && own.roomId().equals(roomId))
            || isHeldInThisRoom
            || seats(room) < node.settings().seats();
    Optional<Denial> denial =
        !node.isAdmitting() || room instanceof Lookup.Unknown
            ? Optional.of(Denial.UNAVAILABLE)
            : hasSeat ? Optional.empty() : Optional.of(Denial.ROOM_FULL);
    return new SeatPreview(own != null || isHeldElsewhere, denial);
  }

  private int seats(Lookup room) {
    RoomRecord record =
        room instanceof Lookup.Found(byte[] value, long _)
            ? node.read(() -> RoomRecord.decode(value))
            : null;
    return record == null ? 0 : record.seats();
  }

  @Override
  public RoomCensus here() {
    return node.seatsHere();
  }

  @Override
  public RoomCensus everywhere() {
    return node.seatsEverywhere();
  }

  @Override
  public Set<String> addressesHere() {
    return node.addressesHere();
  }
}
