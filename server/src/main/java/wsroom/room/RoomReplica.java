package wsroom.room;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wsroom.packet.ServerPackets;
import wsroom.packet.UpdateEncoder;
import wsroom.room.flush.ScheduledFlush;
import wsroom.room.link.ReplicaLink;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Grant;
import wsroom.room.membership.Member;
import wsroom.websocket.Connection;
import wsroom.websocket.Frames;

/// The replica of a room on one I/O thread. It lists all members, and serves the peers whose
/// connections belong to its thread.
///
/// Peers receive events in the order in which the replica handles them. A welcome lists the members
/// at that moment, and the new peer receives the events after it.
///
/// Confined to its I/O thread.
public final class RoomReplica {
  /// A larger batch is flushed at once, so that a flood cannot fill the memory. With one more
  /// update it still fits the smallest backlog, so that no flush alone can overflow one.
  public static final int FLUSH_AT_BYTES = 128 * 1024;

  private final String id;
  private final ThreadRooms rooms;
  private final Map<Integer, Member> members = new LinkedHashMap<>();
  private final List<Peer> peers = new ArrayList<>();

  /// The number of members behind each link of this thread.
  private final int[] membersByLink;

  private final ReliableRateLimiter rateLimiter;
  private @Nullable RoomBatch batch;
  private @Nullable RoomBlock outbox;
  private final ScheduledFlush scheduled;
  private final RoomActivity activity = new RoomActivity();

  /// Null unless an operator looks at the room.
  private @Nullable PositionLook look;

  RoomReplica(String id, ThreadRooms rooms) {
    this.id = id;
    this.rooms = rooms;
    this.membersByLink = new int[rooms.links().length];
    this.scheduled = rooms.schedule().add(this::flush);
    this.rateLimiter = new ReliableRateLimiter(rooms.relayLimit(), rooms.ioThread());
  }

  public String id() {
    return id;
  }

  /// Adds a peer without a cork after its welcome.
  public Peer join(Grant grant, String address, Connection connection) {
    return join(grant, address, connection, 0);
  }

  /// Adds a peer of this thread: sends its welcome and announces it to all other members.
  ///
  /// @param corkMillis the time after the welcome in which its output is corked
  public Peer join(Grant grant, String address, Connection connection, long corkMillis) {
    assert rooms.onIoThread() && connection.ioThread().isCurrent();
    welcome(grant.alias(), connection, corkMillis);
    Member member = new Member(grant.alias(), address, rooms.origin(), grant.epoch());
    announce(Frames.binary(ServerPackets.join(grant.alias(), address)), member, true);
    Peer peer = new Peer(member, connection);
    add(member);
    rateLimiter.onJoin(peer);
    peer.index = peers.size();
    peers.add(peer);
    if (batch != null) {
      batch.seekToEnd(peer);
    }
    return peer;
  }

  /// Removes a peer of this thread and announces its leave. Does nothing if it has left already.
  public void leave(Peer peer) {
    assert rooms.onIoThread();
    if (peer.index < 0) {
      return;
    }
    Peer last = peers.removeLast();
    if (last != peer) {
      peers.set(peer.index, last);
      last.index = peer.index;
    }
    peer.index = -1;
    remove(peer.member);
    announce(Frames.binary(ServerPackets.leave(peer.alias())), peer.member, false);
    // The other replicas must have the leave before the seat is released.
    publish();
    rooms.dropIfEmpty(this);
  }

  /// Sends a peer its frames of the current batch at once, so that none is lost when it is closed.
  public void flush(Peer peer) {
    assert rooms.onIoThread();
    RoomBatch current = batch;
    if (current != null) {
      int messages = current.updates() - peer.excludedUpdates;
      long bytes = current.updateBytes() - peer.excludedUpdateBytes;
      rooms.counters().outMessages.add(messages);
      rooms.counters().outBytes.add(bytes);
      activity.delivered(messages);
      peer.sent(messages, bytes);
      send(current, peer);
      current.seekToEnd(peer);
    }
  }

  /// Applies the room's rate limit to a reliable update.
  ///
  /// @return the delay before it may be relayed, in nanoseconds; 0 if there is none
  public long reserve(Peer sender, int packetBytes) {
    return rateLimiter.reserve(sender, packetBytes, peers.size(), members.size());
  }

  /// Relays an update of a peer to all others.
  ///
  /// @param body the buffer that holds the update's body, from index `bodyStart` on
  /// @return false if the update is too long to be relayed
  public boolean relay(
      Peer sender, ByteBuffer body, int bodyStart, int bodyLength, boolean unreliable) {
    int alias = sender.alias();
    int packetBytes = UpdateEncoder.packetBytes(alias, bodyLength, unreliable);
    if (packetBytes > Frames.MAX_PAYLOAD_BYTES) {
      return false;
    }
    if (members.size() > peers.size()) {
      RoomBlock events = outbox();
      ByteBuffer target = events.frames.begin(packetBytes);
      UpdateEncoder.put(target, alias, body, bodyStart, bodyLength, unreliable);
      events.frames.end(unreliable);
      if (unreliable) {
        events.addedUnreliable();
      }
      if (events.frames.sizeBytes() > FLUSH_AT_BYTES) {
        publish();
      }
    }
    if (peers.size() > 1) {
      RoomBatch current = batch();
      ByteBuffer target = current.frames.begin(packetBytes);
      UpdateEncoder.put(target, alias, body, bodyStart, bodyLength, unreliable);
      current.frames.end(unreliable);
      current.addedUpdate(sender, packetBytes);
    }
    if (members.size() > 1) {
      requestFlush(1);
    }
    return true;
  }

  boolean isEmpty() {
    return members.isEmpty() && scheduled.isIdle();
  }

  /// Sends packets of the server's own to the peers of this thread, reliably and in the order of
  /// the room's frames.
  void tell(List<byte[]> packets) {
    assert rooms.onIoThread();
    if (!peers.isEmpty()) {
      for (byte[] packet : packets) {
        batch().frames.add(Frames.binary(packet), false);
      }
      requestFlush(packets.size());
    }
  }

  /// Sends packets of the server's own to one peer of this thread, after what it has to get before.
  public void tell(Peer peer, List<byte[]> packets) {
    flush(peer);
    for (byte[] packet : packets) {
      peer.connection.send(Frames.binary(packet));
    }
  }

  int peerCount() {
    return peers.size();
  }

  boolean hasPeers() {
    return !peers.isEmpty();
  }

  /// Its statistics, of the peers of this thread.
  RoomFigures report(long now) {
    return activity.report(id, peers, now);
  }

  /// Keeps positions while an operator looks at the room; null otherwise.
  public @Nullable PositionLook look() {
    return look;
  }

  void setLook(@Nullable PositionLook look) {
    this.look = look;
  }

  /// The peers of this thread.
  public List<Peer> peers() {
    return List.copyOf(peers);
  }

  /// Closes the peers of this thread, because reliable updates of another thread were dropped.
  void closePeersAfterGap() {
    assert rooms.onIoThread();
    for (Peer peer : peers) {
      peer.connection.endFramesLost();
    }
  }

  /// Applies the events of another replica.
  void apply(RoomBlock events) {
    assert rooms.onIoThread();
    int next = 0;
    for (RoomBlock.Change change : events.changes()) {
      appendUpdates(events, next, change.frame());
      if (!peers.isEmpty()) {
        batch().frames.append(events.frames, change.frame());
        requestFlush(1);
      }
      if (change.joined()) {
        add(change.member());
      } else {
        remove(change.member());
      }
      next = change.frame() + 1;
    }
    appendUpdates(events, next, events.frames.count());
    rooms.dropIfEmpty(this);
  }

  /// Sends each peer of this thread the frames since the last flush, in one write, and hands the
  /// events of this thread over to the others.
  private void flush() {
    assert rooms.onIoThread();
    publish();
    RoomBatch full = batch;
    if (full != null) {
      batch = null;
      flush(full);
    }
    activity.flushed(rooms.flushed(scheduled.firstNanos()));
    rooms.dropIfEmpty(this);
  }

  private void flush(RoomBatch full) {
    long messages = 0;
    long bytes = 0;
    for (int index = 0; index < peers.size(); index++) {
      Peer peer = peers.get(index);
      int updates = full.updates() - peer.excludedUpdates;
      long updateBytes = full.updateBytes() - peer.excludedUpdateBytes;
      messages += updates;
      bytes += updateBytes;
      peer.sent(updates, updateBytes);
      send(full, peer);
    }
    rooms.counters().outMessages.add(messages);
    rooms.counters().outBytes.add(bytes);
    activity.delivered(messages);
    rooms.release(full);
  }

  private void send(RoomBatch full, Peer peer) {
    full.collectRanges(peer, rooms.ranges());
    peer.resetBatchState();
    peer.connection.send(full.frames, rooms.ranges());
  }

  private void welcome(int alias, Connection connection, long corkMillis) {
    ServerPackets.Welcome welcome = new ServerPackets.Welcome(alias);
    List<Member> unlisted = new ArrayList<>();
    for (Member member : members.values()) {
      if (!welcome.add(member.alias(), member.address())) {
        unlisted.add(member);
      }
    }
    connection.send(Frames.binary(welcome.encode()));
    if (corkMillis > 0) {
      connection.cork(corkMillis);
    }
    for (Member member : unlisted) {
      connection.send(Frames.binary(ServerPackets.join(member.alias(), member.address())));
    }
  }

  private void announce(byte[] frame, Member member, boolean joined) {
    boolean hasOtherReplicas = rooms.links().length > 1;
    if (hasOtherReplicas) {
      outbox().addChange(frame, member, joined);
    }
    if (!peers.isEmpty()) {
      batch().frames.add(frame, false);
    }
    if (hasOtherReplicas || !peers.isEmpty()) {
      requestFlush(1);
    }
  }

  private void appendUpdates(RoomBlock events, int from, int to) {
    if (peers.isEmpty() || from == to) {
      return;
    }
    int added = 0;
    for (int frame = from; frame < to; frame++) {
      RoomBatch current = batch();
      current.frames.append(events.frames, frame);
      current.addedUpdate(events.frames.payloadBytes(frame));
      added++;
      if (current.frames.sizeBytes() > FLUSH_AT_BYTES) {
        requestFlush(added);
        added = 0;
      }
    }
    if (added > 0) {
      requestFlush(added);
    }
  }

  /// Requests a flush for frames that were just added.
  private void requestFlush(int frames) {
    rooms.schedule().request(scheduled, frames);
    if (batch != null && batch.frames.sizeBytes() > FLUSH_AT_BYTES) {
      rooms.schedule().flushNow(scheduled);
    }
  }

  /// Hands the events of this thread over: changes of the membership by every link, updates by
  /// those with members behind them.
  private void publish() {
    RoomBlock events = outbox;
    if (events == null) {
      return;
    }
    outbox = null;
    for (int index = 0; index < membersByLink.length; index++) {
      ReplicaLink link = rooms.links()[index];
      if (link != null && (events.changesMembership() || membersByLink[index] > 0)) {
        link.send(id, events);
      }
    }
  }

  private void add(Member member) {
    Member before = members.put(member.alias(), member);
    assert before == null : "alias used twice: " + member;
    membersByLink[rooms.linkOf(member.origin())]++;
  }

  private void remove(Member member) {
    Member before = members.remove(member.alias());
    assert before != null : "unknown member leaves: " + member;
    membersByLink[rooms.linkOf(member.origin())]--;
  }

  private RoomBatch batch() {
    if (batch == null) {
      batch = rooms.takeBatch();
    }
    return batch;
  }

  private RoomBlock outbox() {
    if (outbox == null) {
      outbox = new RoomBlock();
    }
    return outbox;
  }
}
