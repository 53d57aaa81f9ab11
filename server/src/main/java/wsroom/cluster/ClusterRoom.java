package wsroom.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import wsroom.cluster.MailboxMessage.LinkAnswer;
import wsroom.cluster.Records.RoomRecord;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Member;

/// A room in which this node has sessions: its own numbered stream, and those of the other nodes
/// with members there.
///
/// Confined to the cluster's thread.
final class ClusterRoom {
  private static final long LINK_DEADLINE_MILLIS = 300;
  private static final int MAX_SOURCES = 1_000;
  private static final int QUIET_TICKS = 5;

  /// Stands for the last leave of a node that the record does not name: it has no seats left.
  private static final long ALL_LEFT = -2;

  /// A session whose grant waits for streams.
  ///
  /// @param numbers for each node, the block that must be applied
  private record Waiter(Map<Long, Long> numbers, Consumer<Boolean> then) {}

  private final ClusterNode node;
  private final String id;
  private final String subject;
  private final SeatLedger ledger;
  private final Roster roster;
  private final Map<Integer, Member> members = new LinkedHashMap<>();
  private final Map<Long, Source> sources = new LinkedHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final RecentBlocks recent = new RecentBlocks();
  private final List<ClusterLease> leases = new ArrayList<>();
  private final Bus.Subscription subscription;
  private long number;
  private long lastLeave;
  private int quietTicks;
  private boolean isDropped;

  ClusterRoom(ClusterNode node, String id, long number) {
    this.node = node;
    this.id = id;
    this.number = number;
    String hash = Subjects.hash(id);
    this.subject = node.subjects().room(hash);
    this.ledger = new SeatLedger(this, hash);
    this.roster = new Roster(this::onOutranked);
    // Before anybody is asked for a snapshot: nothing that follows it may be missed.
    this.subscription = node.bus().subscribe(subject, this::onMessage);
  }

  String id() {
    return id;
  }

  ClusterNode node() {
    return node;
  }

  SeatLedger ledger() {
    return ledger;
  }

  Roster roster() {
    return roster;
  }

  long now() {
    return node.loop().nanoTime();
  }

  /// The block with the last leave of this node's members.
  long lastLeave() {
    return lastLeave;
  }

  long number() {
    return number;
  }

  // --- Use ---

  void use(ClusterLease lease) {
    leases.add(lease);
  }

  void unuse(ClusterLease lease) {
    leases.remove(lease);
    dropIfUnused();
  }

  void dropIfUnused() {
    if (isDropped || !leases.isEmpty() || !ledger.isSettled()) {
      return;
    }
    isDropped = true;
    if (hasAudience()) {
      node.bus()
          .publish(subject, new RoomMessage.Bye(id, node.self().incarnation(), number).encode());
    }
    subscription.cancel();
    closeSources();
    node.dropped(this);
  }

  /// Ends the newest sessions, because other nodes took their seats while this one had no lease.
  void revokeNewest(int count) {
    for (int i = leases.size() - 1, left = count; i >= 0 && left > 0; i--) {
      if (leases.get(i).isGranted()) {
        leases.get(i).revoke();
        left--;
      }
    }
  }

  private void onOutranked(Member own) {
    node.counters().outranked();
    for (ClusterLease lease : leases) {
      if (lease.address().equals(own.address())) {
        lease.revoke();
      }
    }
  }

  // --- The own stream ---

  /// Publishes a block of an I/O thread, if another node listens.
  void publish(RoomBlock events) {
    number++;
    for (RoomBlock.Change change : events.changes()) {
      if (change.joined()) {
        members.put(change.member().alias(), change.member());
      } else {
        members.remove(change.member().alias());
        lastLeave = number;
      }
    }
    if (!hasAudience()) {
      recent.clear();
      return;
    }
    quietTicks = 0;
    byte[] message = encode(events);
    RoomBlock reliable = events.filtered(RoomBlock.Content.RELIABLE);
    recent.add(number, now(), reliable == events ? message : encode(reliable));
    node.bus().publish(subject, message);
    node.counters().blockPublished(message.length);
  }

  private byte[] encode(RoomBlock events) {
    byte[] message = new RoomMessage.Block(id, node.self().incarnation(), number, events).encode();
    if (message.length <= Wire.MAX_BLOCK_BYTES) {
      return message;
    }
    RoomBlock membership = events.filtered(RoomBlock.Content.MEMBERSHIP);
    return new RoomMessage.Block(id, node.self().incarnation(), number, membership).encode();
  }

  private boolean hasAudience() {
    for (Source source : sources.values()) {
      if (!source.isAway()) {
        return true;
      }
    }
    return false;
  }

  /// Shows the other nodes how far this one is.
  void publishHead() {
    node.bus()
        .publish(subject, new RoomMessage.Head(id, node.self().incarnation(), number).encode());
  }

  // --- The streams of other nodes ---

  byte[] linkRequest(OptionalLong have, boolean hadSuspected) {
    return new MailboxMessage.Link(
            node.self(), id, number, have, hadSuspected, List.copyOf(members.values()))
        .encode();
  }

  /// @return false if this room has too many nodes
  boolean onLink(MailboxMessage.Link request) {
    Source source = source(request.sender());
    if (source == null) {
      return false;
    }
    source.offered(request);
    return true;
  }

  LinkAnswer answer(MailboxMessage.Link request) {
    if (isDropped) {
      return new LinkAnswer.NotInRoom();
    }
    publishHead();
    List<byte[]> blocks =
        request.have().isPresent() ? recent.between(request.have().getAsLong() + 1, number) : null;
    return blocks == null
        ? new LinkAnswer.Linked(number, false, List.copyOf(members.values()), List.of())
        : new LinkAnswer.Linked(number, true, List.of(), blocks);
  }

  private void onMessage(byte[] bytes) {
    RoomMessage message = node.read(() -> RoomMessage.decode(bytes));
    if (isDropped
        || message == null
        || !message.roomId().equals(id)
        || message.incarnation() == node.self().incarnation()) {
      return;
    }
    Source source = sources.get(message.incarnation());
    if (source == null) {
      NodeRef ref = node.nodes().ref(message.incarnation());
      if (ref == null) {
        node.counters().unknownSource();
      } else if (!(message instanceof RoomMessage.Bye)) {
        link(ref);
      }
      return;
    }
    node.counters().blockApplied(bytes.length);
    switch (message) {
      case RoomMessage.Block block -> source.onBlock(block);
      case RoomMessage.Head head -> source.onHead(head.number());
      case RoomMessage.Bye bye -> {
        source.onBye(bye.number());
        close(source);
      }
    }
  }

  private @Nullable Source source(NodeRef ref) {
    if (!sources.containsKey(ref.incarnation()) && sources.size() >= MAX_SOURCES) {
      return null;
    }
    return sources.computeIfAbsent(ref.incarnation(), unknown -> new Source(this, ref));
  }

  private void link(NodeRef ref) {
    if (!sources.containsKey(ref.incarnation()) && node.nodes().isAlive(ref.incarnation())) {
      Source source = source(ref);
      if (source != null) {
        source.link();
      }
    }
  }

  void close(Source source) {
    sources.remove(source.ref().incarnation());
    source.close();
  }

  void closeSources() {
    List.copyOf(sources.values()).forEach(this::close);
  }

  void suspend(long incarnation) {
    Source source = sources.get(incarnation);
    if (source != null && !source.isAway()) {
      source.suspend();
    }
    changed();
  }

  void onDead(long incarnation) {
    Source source = sources.get(incarnation);
    if (source != null) {
      close(source);
    }
    ledger.onDead();
    changed();
  }

  void onIncarnation() {
    closeSources();
    recent.clear();
    ledger.reset();
  }

  void onRecord(RoomRecord record) {
    node.onRecord(record);
    if (!isDropped) {
      for (RoomRecord.Share share : record.shares()) {
        if (share.seats() > 0 && share.node().incarnation() != node.self().incarnation()) {
          link(share.node());
        }
      }
    }
  }

  void tick() {
    List.copyOf(sources.values()).forEach(Source::tick);
    RoomRecord record = ledger.known();
    if (record != null) {
      onRecord(record);
    }
    quietTicks++;
    if (hasAudience() && (quietTicks < QUIET_TICKS || quietTicks % QUIET_TICKS == 0)) {
      publishHead();
    }
  }

  /// Hands events of other nodes to the replicas of this one.
  void tell(RoomBlock out) {
    if (!out.frames.isEmpty() || out.hasGap()) {
      node.tell(id, out);
    }
  }

  // --- Grants that wait ---

  /// Waits until all streams of a record are live and have passed the leaves in it.
  ///
  /// @param yielded the node and the block of a leave that must be passed too, if it says so here
  /// @param then called with false if that takes too long
  void await(RoomRecord record, Map<Long, Long> yielded, Consumer<Boolean> then) {
    Map<Long, Long> numbers = new LinkedHashMap<>(yielded);
    for (RoomRecord.Share share : record.shares()) {
      long incarnation = share.node().incarnation();
      boolean isOther = incarnation != node.self().incarnation();
      if (isOther && (share.seats() > 0 || sources.containsKey(incarnation))) {
        numbers.merge(incarnation, share.lastLeave(), Math::max);
      }
    }
    for (Long incarnation : sources.keySet()) {
      numbers.putIfAbsent(incarnation, ALL_LEFT);
    }
    Waiter waiter = new Waiter(numbers, then);
    if (isReady(waiter)) {
      then.accept(true);
      return;
    }
    waiters.add(waiter);
    node.after(
        LINK_DEADLINE_MILLIS,
        () -> {
          if (waiters.remove(waiter)) {
            then.accept(false);
          }
        });
  }

  private boolean isReady(Waiter waiter) {
    for (Map.Entry<Long, Long> needed : waiter.numbers.entrySet()) {
      long incarnation = needed.getKey();
      Source source = sources.get(incarnation);
      // A node that is not heard has no members in the replicas of this one, nor has one that
      // closed its stream.
      if (source != null
          && node.nodes().isAlive(incarnation)
          && !(needed.getValue() == ALL_LEFT
              ? source.hasNoMembers()
              : source.isLive(needed.getValue()))) {
        return false;
      }
    }
    return true;
  }

  /// Something that grants wait for has changed.
  void changed() {
    List<Waiter> ready = new ArrayList<>();
    for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if (isReady(waiter)) {
        all.remove();
        ready.add(waiter);
      }
    }
    ready.forEach(waiter -> waiter.then.accept(true));
  }
}
