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
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Member;
import wsroom.websocket.Connection;
import wsroom.websocket.Frames;

/// A room as one I/O thread knows it: a replica. It knows all members, and serves those whose
/// connections live on its thread.
///
/// The order in which events come to a replica is the order in which its peers hear of them. A
/// welcome is the replica's view at that moment, and a newcomer hears just what comes after it.
///
/// Confined to its I/O thread.
public final class RoomReplica {
  /// A batch of this size is flushed at once: a flood must not fill the memory. With one more
  /// update it still fits the smallest backlog, so that no flush alone can overflow one.
  public static final int FLUSH_AT_BYTES = 128 * 1024;

  private final String id;
  private final ThreadRooms rooms;
  private final Map<Integer, Member> members = new LinkedHashMap<>();
  private final List<Peer> peers = new ArrayList<>();
  private final int[] membersByThread;
  private final RelayPace pace;
  private @Nullable RoomBatch batch;
  private @Nullable RoomBlock outbox;
  private final ScheduledFlush scheduled;

  RoomReplica(String id, ThreadRooms rooms, int threadCount) {
    this.id = id;
    this.rooms = rooms;
    this.membersByThread = new int[threadCount];
    this.scheduled = rooms.schedule().add(this::flush);
    this.pace = new RelayPace(rooms.relayLimit(), rooms.ioThread());
  }

  public String id() {
    return id;
  }

  /// The same, without a pause after the welcome.
  public Peer join(int alias, String address, Connection connection) {
    return join(alias, address, connection, 0);
  }

  /// Lets a peer of this thread in: welcomes it, and tells all others.
  ///
  /// @param pauseMillis for which it gets nothing more after its welcome
  public Peer join(int alias, String address, Connection connection, long pauseMillis) {
    assert rooms.onIoThread() && connection.ioThread().isCurrent();
    welcome(alias, connection, pauseMillis);
    Member member = new Member(alias, address, rooms.threadIndex());
    announce(Frames.binary(ServerPackets.join(alias, address)), member, true);
    Peer peer = new Peer(member, connection);
    add(member);
    pace.begin(peer);
    peer.place = peers.size();
    peers.add(peer);
    if (batch != null) {
      batch.startFor(peer);
    }
    return peer;
  }

  /// Takes a peer of this thread out and tells all others.
  public void leave(Peer peer) {
    assert rooms.onIoThread();
    if (peer.place < 0) {
      return;
    }
    Peer last = peers.removeLast();
    if (last != peer) {
      peers.set(peer.place, last);
      last.place = peer.place;
    }
    peer.place = -1;
    remove(peer.member);
    announce(Frames.binary(ServerPackets.leave(peer.alias())), peer.member, false);
    // The other replicas know of the leave before anyone can know of the free seat.
    publish();
    rooms.dropIfEmpty(this);
  }

  /// Sends a peer now what the batch holds for it, so that nothing is owed when it is told to go.
  public void flush(Peer peer) {
    assert rooms.onIoThread();
    RoomBatch current = batch;
    if (current != null) {
      int messages = current.updates() - peer.hiddenUpdates;
      long bytes = current.updateBytes() - peer.hiddenUpdateBytes;
      rooms.counters().outMessages.add(messages);
      rooms.counters().outBytes.add(bytes);
      peer.sent(messages, bytes);
      send(current, peer);
      current.startFor(peer);
    }
  }

  /// Takes a reliable update of a peer into account.
  ///
  /// @return how long it must wait before it is relayed, in nanoseconds; 0 if it need not
  public long reserve(Peer sender, int packetBytes) {
    return pace.reserve(sender, packetBytes, peers.size(), members.size());
  }

  /// Relays an update of a peer to all others.
  ///
  /// @param body where the update's body is, from index `bodyStart` on
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
        events.addedDroppable();
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

  /// The peers of this thread.
  public List<Peer> peers() {
    return List.copyOf(peers);
  }

  /// Closes the peers of this thread: reliable updates from another thread did not get here.
  void endBehind() {
    assert rooms.onIoThread();
    for (Peer peer : peers) {
      peer.connection.endFramesLost();
    }
  }

  /// Takes in what happened on another thread.
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

  /// Gives each peer of this thread what the room has said since the last time, in one write, and
  /// hands the events of this thread to the others.
  private void flush() {
    assert rooms.onIoThread();
    publish();
    RoomBatch full = batch;
    if (full != null) {
      batch = null;
      flush(full);
    }
    rooms.flushed(scheduled.firstNanos());
    rooms.dropIfEmpty(this);
  }

  private void flush(RoomBatch full) {
    long messages = 0;
    long bytes = 0;
    for (int place = 0; place < peers.size(); place++) {
      Peer peer = peers.get(place);
      int updates = full.updates() - peer.hiddenUpdates;
      long updateBytes = full.updateBytes() - peer.hiddenUpdateBytes;
      messages += updates;
      bytes += updateBytes;
      peer.sent(updates, updateBytes);
      send(full, peer);
    }
    rooms.counters().outMessages.add(messages);
    rooms.counters().outBytes.add(bytes);
    rooms.release(full);
  }

  private void send(RoomBatch full, Peer peer) {
    full.rangesFor(peer, rooms.ranges());
    peer.forgetBatch();
    peer.connection.send(full.frames, rooms.ranges());
  }

  private void welcome(int alias, Connection connection, long pauseMillis) {
    ServerPackets.Welcome welcome = new ServerPackets.Welcome(alias);
    List<Member> beyond = new ArrayList<>();
    for (Member member : members.values()) {
      if (!welcome.add(member.alias(), member.address())) {
        beyond.add(member);
      }
    }
    connection.send(Frames.binary(welcome.encode()));
    if (pauseMillis > 0) {
      connection.cork(pauseMillis);
    }
    for (Member member : beyond) {
      connection.send(Frames.binary(ServerPackets.join(member.alias(), member.address())));
    }
  }

  private void announce(byte[] frame, Member member, boolean joined) {
    boolean isHeardElsewhere = rooms.threadCount() > 1;
    if (isHeardElsewhere) {
      outbox().addChange(frame, member, joined);
    }
    if (!peers.isEmpty()) {
      batch().frames.add(frame, false);
    }
    if (isHeardElsewhere || !peers.isEmpty()) {
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

  /// Frames were added to what waits for a flush.
  private void requestFlush(int frames) {
    rooms.schedule().request(scheduled, frames);
    if (batch != null && batch.frames.sizeBytes() > FLUSH_AT_BYTES) {
      rooms.schedule().flushNow(scheduled);
    }
  }

  /// Hands the events of this thread over. A change of the membership concerns every replica, an
  /// update only those with peers.
  private void publish() {
    RoomBlock events = outbox;
    if (events == null) {
      return;
    }
    outbox = null;
    for (int thread = 0; thread < membersByThread.length; thread++) {
      if (thread != rooms.threadIndex()
          && (events.changesMembership() || membersByThread[thread] > 0)) {
        rooms.handOver(thread, id, events);
      }
    }
  }

  private void add(Member member) {
    Member before = members.put(member.alias(), member);
    assert before == null : "alias given twice: " + member;
    membersByThread[member.threadIndex()]++;
  }

  private void remove(Member member) {
    Member before = members.remove(member.alias());
    assert before != null : "unknown member leaves: " + member;
    membersByThread[member.threadIndex()]--;
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
