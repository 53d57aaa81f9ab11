package wsroom.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import wsroom.cluster.MailboxMessage.Link;
import wsroom.cluster.MailboxMessage.LinkAnswer;
import wsroom.cluster.MailboxMessage.Yield;
import wsroom.cluster.Records.Heartbeat;
import wsroom.cluster.Records.RoomRecord;
import wsroom.config.DuplicateScope;
import wsroom.room.link.ReplicaLink;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.RoomAuthority;
import wsroom.room.membership.RoomCensus;
import wsroom.websocket.EventLoop;
import wsroom.websocket.IoThread;

/// The agent of a node: takes part in the cluster for all rooms of this server. To the I/O threads
/// it is one more replica of each room, behind a [ReplicaLink], and their [RoomAuthority].
///
/// All of it is confined to the cluster's thread, to which messages, answers and blocks come as
/// tasks; so nothing in it needs a lock.
public final class ClusterNode {
  private static final long TICK_MILLIS = 1_000;
  private static final long LATE_NANOS = 1_500_000_000L;
  private static final long MAX_SELF_SILENCE_NANOS = 3_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int ATTEMPTS_AT_ONCE = 3;
  private static final int MAX_BACKOFF_STEPS = 20;
  private static final int BACKOFF_STEP_MILLIS = 5;

  private final ClusterSettings settings;
  private final EventLoop loop;
  private final Bus bus;
  private final ClusterStores stores;
  private final ClusterCounters counters;
  private final List<ReplicaLink> ioThreads;
  private final List<IoThread> threads = new ArrayList<>();
  private final Subjects subjects;
  private final NodeLease lease;
  private final NodeTable nodes;
  private final AliasBlocks aliases;
  private final AddressKeys keys;
  private final ClusterRoomAuthority authority;
  private final SeatCensus here;
  private final SeatCensus everywhere;
  private final Map<String, ClusterRoom> rooms = new HashMap<>();

  /// Changed by the cluster's thread only; others read the addresses.
  private final Map<String, AddressSlot> slots = new ConcurrentHashMap<>();

  private NodeRef self;
  private Bus.@Nullable Subscription mailbox;
  private Bus.@Nullable Subscription heartbeats;
  private long heartbeat;
  private long selfHeardNanos;
  private long tickNanos;
  private boolean isStopped;

  /// The highest number in any stream of a room that is gone. Numbers of a room that comes back
  /// begin there, so that they only grow.
  private long lastNumber;

  /// @param ioThreads links to the replicas on each I/O thread, confined to the loop
  public ClusterNode(
      ClusterSettings settings,
      EventLoop loop,
      Bus bus,
      ClusterStores stores,
      ClusterCounters counters,
      List<ReplicaLink> ioThreads) {
    this.settings = settings;
    this.loop = loop;
    this.bus = bus;
    this.stores = stores;
    this.counters = counters;
    this.ioThreads = List.copyOf(ioThreads);
    this.subjects = new Subjects(settings.cluster());
    this.self = new NodeRef(settings.nodeId(), 0);
    this.lease = new NodeLease(this);
    this.nodes = new NodeTable(this);
    this.aliases = new AliasBlocks(this);
    this.keys = new AddressKeys(this);
    this.authority = new ClusterRoomAuthority(this);
    this.here = new SeatCensus(settings.seats());
    this.everywhere = new SeatCensus(settings.seats());
  }

  // --- For the server ---

  /// Registers the node. From any thread.
  public void start() {
    loop.execute(
        () -> {
          selfHeardNanos = loop.nanoTime();
          tickNanos = loop.nanoTime();
          heartbeats = bus.subscribe(subjects.all(), this::onHeartbeat);
          stores.rooms().watch(change -> readSeats(change.value()));
          bus.onConnectionChange(this::listSeats);
          lease.renew();
          loop.executeAfter(this::tick, TICK_MILLIS);
        });
  }

  /// Offers no more seats, and says so to the other nodes. From any thread.
  public void drain() {
    loop.execute(lease::drain);
  }

  /// Leaves the cluster, after the last session has ended. From any thread.
  public void stop() {
    loop.execute(
        () -> {
          isStopped = true;
          sendHeartbeat(true);
          lease.end();
          if (heartbeats != null) {
            heartbeats.cancel();
          }
          if (mailbox != null) {
            mailbox.cancel();
          }
        });
  }

  public RoomAuthority authority() {
    return authority;
  }

  /// The link by which an I/O thread hands its blocks to the other nodes. Called before [#start].
  public ReplicaLink linkFrom(IoThread thread) {
    threads.add(thread);
    return new NodeLink(this, thread);
  }

  /// The other nodes, on the cluster's thread.
  public List<NodeStatus> otherNodes() {
    assert loop.isCurrent();
    return nodes.statuses();
  }

  /// Whether sessions can be admitted: this node has a lease, and its messages come through. On the
  /// cluster's thread.
  public boolean isAdmitting() {
    assert loop.isCurrent();
    return lease.isValid() && !lease.isDraining() && isConnected();
  }

  private boolean isConnected() {
    return bus.isConnected() && loop.nanoTime() - selfHeardNanos <= MAX_SELF_SILENCE_NANOS;
  }

  // --- Parts ---

  ClusterSettings settings() {
    return settings;
  }

  EventLoop loop() {
    return loop;
  }

  Bus bus() {
    return bus;
  }

  ClusterStores stores() {
    return stores;
  }

  ClusterCounters counters() {
    return counters;
  }

  Subjects subjects() {
    return subjects;
  }

  NodeTable nodes() {
    return nodes;
  }

  AliasBlocks aliases() {
    return aliases;
  }

  AddressKeys keys() {
    return keys;
  }

  NodeRef self() {
    return self;
  }

  RoomCensus seatsHere() {
    return here;
  }

  RoomCensus seatsEverywhere() {
    return everywhere;
  }

  int usersHere() {
    return here.users();
  }

  void changeSeats(String roomId, int change) {
    here.change(roomId, change);
  }

  void onRecord(Records.RoomRecord record) {
    everywhere.set(record.roomId(), record.seats());
  }

  Set<String> addressesHere() {
    Set<String> addresses = new HashSet<>();
    slots.values().forEach(slot -> addresses.add(slot.address()));
    return addresses;
  }

  /// Runs a task after a delay.
  void after(long millis, Runnable task) {
    loop.executeAfter(task, millis);
  }

  /// Runs another attempt: the first ones at once, the later ones after growing delays that differ
  /// between nodes.
  void soon(int attempt, Runnable task) {
    if (attempt < ATTEMPTS_AT_ONCE) {
      loop.execute(task);
    } else {
      int steps = Math.min(attempt, MAX_BACKOFF_STEPS);
      after((long) steps * BACKOFF_STEP_MILLIS + self.incarnation() % BACKOFF_STEP_MILLIS, task);
    }
  }

  /// Decodes what another node wrote, or returns null and counts it.
  <T> @Nullable T read(Supplier<T> decoder) {
    try {
      return decoder.get();
    } catch (MalformedMessageException e) {
      counters.malformed();
      return null;
    }
  }

  void request(NodeRef to, byte[] message, long timeoutMillis, Consumer<Bus.Reply> handler) {
    bus.request(subjects.mailbox(to.incarnation()), message, timeoutMillis, handler);
  }

  // --- Rooms and addresses ---

  ClusterRoom room(String roomId) {
    return rooms.computeIfAbsent(roomId, unknown -> new ClusterRoom(this, roomId, lastNumber));
  }

  void dropped(ClusterRoom room) {
    lastNumber = Math.max(lastNumber, room.number());
    rooms.remove(room.id(), room);
  }

  AddressSlot slot(String roomId, String address) {
    String scope = scope(roomId);
    return slots.computeIfAbsent(
        addressKey(scope, address), key -> new AddressSlot(this, scope, address, key));
  }

  /// The key of an address.
  String addressKey(String scope, String address) {
    return Subjects.hash(scope + '\n' + address);
  }

  @Nullable ClusterLease holder(String roomId, String address) {
    AddressSlot slot = slots.get(addressKey(scope(roomId), address));
    return slot == null ? null : slot.holder();
  }

  void dropped(AddressSlot slot) {
    slots.remove(slot.key(), slot);
  }

  String scope(String roomId) {
    return settings.scope() == DuplicateScope.SERVER ? "" : roomId;
  }

  void release(ClusterLease released) {
    if (released.isGranted()) {
      ClusterRoom room = room(released.roomId());
      RoomBlock out = new RoomBlock();
      room.roster().release(released.member(), out);
      room.tell(out);
      released.end();
      slot(released.roomId(), released.address()).release(released);
    } else if (!released.isEnded()) {
      released.end();
      AddressSlot slot = slots.get(addressKey(scope(released.roomId()), released.address()));
      if (slot != null) {
        slot.onAbandoned(released);
      }
    }
  }

  /// Frees the seat and the address of a lease.
  ///
  /// @param atEnd called when both are written
  void giveBack(AddressSlot slot, ClusterLease given, Runnable atEnd) {
    ClusterRoom room = room(given.roomId());
    Runnable deleteKey =
        () ->
            keys.delete(
                slot.key(),
                given,
                () -> {
                  room.unuse(given);
                  atEnd.run();
                });
    if (given.hasSeat()) {
      given.seat(false);
      room.ledger().release(deleteKey);
    } else {
      deleteKey.run();
    }
  }

  // --- Events ---

  /// A block of an I/O thread.
  void onBlock(String roomId, RoomBlock block) {
    ClusterRoom room = rooms.get(roomId);
    if (room != null) {
      room.publish(block);
    }
  }

  /// Hands events of other nodes to all I/O threads.
  void tell(String roomId, RoomBlock events) {
    for (ReplicaLink ioThread : ioThreads) {
      ioThread.send(roomId, events);
    }
  }

  void onIncarnation(NodeRef ref) {
    boolean isFirst = self.incarnation() == 0;
    self = ref;
    if (mailbox != null) {
      mailbox.cancel();
    }
    mailbox = bus.respond(subjects.mailbox(ref.incarnation()), this::onRequest);
    sendHeartbeat(false);
    if (!isFirst) {
      counters.reincarnated();
      List.copyOf(rooms.values()).forEach(ClusterRoom::onIncarnation);
      List.copyOf(slots.values()).forEach(AddressSlot::renew);
    }
  }

  void onSuspected(long incarnation) {
    List.copyOf(rooms.values()).forEach(room -> room.suspend(incarnation));
  }

  void onDead(long incarnation) {
    List.copyOf(rooms.values()).forEach(room -> room.onDead(incarnation));
  }

  /// Seats of rooms without a member here are known by watching, for the census only.
  private void readSeats(byte @Nullable [] value) {
    RoomRecord record = value == null ? null : read(() -> RoomRecord.decode(value));
    if (record != null) {
      onRecord(record);
    }
  }

  /// A watch tells no records of before it began, and may have missed some in an outage.
  private void listSeats() {
    if (bus.isConnected()) {
      stores.rooms().entries(all -> all.entries().forEach(room -> readSeats(room.value())));
    }
  }

  private void onHeartbeat(byte[] message) {
    Heartbeat heard = read(() -> Heartbeat.decode(message));
    if (heard == null) {
      return;
    }
    if (!heard.node().id().equals(self.id())) {
      nodes.heard(heard);
    } else if (heard.node().equals(self) && heard.number() >= heartbeat - 1) {
      selfHeardNanos = loop.nanoTime();
    }
  }

  private void onRequest(byte[] message, Consumer<byte[]> answer) {
    MessageReader reader = new MessageReader(message);
    Integer kind = read(() -> Wire.readKind(reader));
    if (kind == null) {
      return;
    }
    switch (kind) {
      case MailboxMessage.LINK -> {
        Link request = read(() -> Link.decode(reader));
        if (request != null) {
          onLink(request, answer);
        }
      }
      case MailboxMessage.YIELD -> {
        Yield request = read(() -> Yield.decode(reader));
        if (request != null) {
          onYield(request, answer);
        }
      }
      default -> counters.malformed();
    }
  }

  private void onLink(Link request, Consumer<byte[]> answer) {
    nodes.learn(request.sender());
    ClusterRoom room = rooms.get(request.roomId());
    if (room == null || nodes.isDead(request.sender().incarnation()) || !room.onLink(request)) {
      answer.accept(new LinkAnswer.NotInRoom().encode());
    } else {
      // From here on each I/O thread hands its updates over. Those from before belong to the
      // snapshot, which is made when all threads have come this far.
      afterAllThreads(() -> answer.accept(room.answer(request).encode()));
    }
  }

  /// Runs a task when each I/O thread has handled what it was handed until now.
  private void afterAllThreads(Runnable task) {
    if (threads.isEmpty()) {
      task.run();
      return;
    }
    int[] left = {threads.size()};
    for (IoThread thread : threads) {
      thread.execute(
          () ->
              loop.execute(
                  () -> {
                    if (--left[0] == 0) {
                      task.run();
                    }
                  }));
    }
  }

  private void onYield(Yield request, Consumer<byte[]> answer) {
    AddressSlot slot = slots.get(addressKey(request.scope(), request.address()));
    if (slot == null) {
      answer.accept(new MailboxMessage.Yielded(false, "", 0).encode());
    } else {
      slot.onYieldRequest(request.ends(), yielded -> answer.accept(yielded.encode()));
    }
  }

  // --- Time ---

  private void tick() {
    if (isStopped) {
      return;
    }
    long now = loop.nanoTime();
    long lateNanos = now - tickNanos - TICK_MILLIS * NANOS_PER_MILLI;
    tickNanos = now;
    loop.executeAfter(this::tick, TICK_MILLIS);
    if (lateNanos > LATE_NANOS) {
      // This node stood still: what it missed is still queued.
      nodes.wasAway(lateNanos);
      selfHeardNanos += lateNanos;
    } else if (!isConnected()) {
      nodes.wasAway(0);
    }
    sendHeartbeat(false);
    lease.tick();
    nodes.tick();
    new ArrayList<>(rooms.values()).forEach(ClusterRoom::tick);
    if (settings.outage() == ClusterSettings.Outage.STRICT && !lease.isValid()) {
      slots.values().forEach(AddressSlot::expire);
    }
  }

  private void sendHeartbeat(boolean isLeaving) {
    if (self.incarnation() > 0) {
      bus.publish(subjects.all(), new Heartbeat(self, ++heartbeat, isLeaving).encode());
    }
  }
}
