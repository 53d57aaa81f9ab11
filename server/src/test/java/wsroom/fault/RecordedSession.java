package wsroom.fault;

import authchain.Identity;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.proto.rfc5.WsWelcome;

/// Records one session of a client in a room, from its identification to its end. Each packet must
/// be consistent with the ones before; violations are reported to the [RecordedRun].
///
/// Its state is guarded by its lock: one thread reads, another acts.
final class RecordedSession implements Wire.Listener {
  private static final int MAX_REMEMBERED = 40;

  private final RecordedRun island;
  private final Identity identity;
  private final String room;
  private final Wire wire;
  private final @Nullable Link link;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch decided = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<Integer, String> present = new HashMap<>();
  private final Map<Integer, Hearing> heard = new HashMap<>();
  private final Map<Integer, Integer> owed = new HashMap<>();
  private final Deque<String> lastLines = new ArrayDeque<>();
  private int alias;
  private int number;
  private int reliable;
  private boolean challenged;
  private boolean kicked;
  private boolean leftByClosing;
  private int closeCode;
  private String closeReason = "";
  private boolean abandoned;
  private boolean over;

  RecordedSession(
      RecordedRun island, Identity identity, String room, Wire wire, @Nullable Link link) {
    this.island = island;
    this.identity = identity;
    this.room = room;
    this.wire = wire;
    this.link = link;
  }

  /// Connects and identifies itself; the rest of the handshake follows the server's packets.
  ///
  /// @param proxy to connect through, or null to connect directly
  static RecordedSession begin(
      RecordedRun island, Identity identity, String room, @Nullable FaultProxy proxy)
      throws IOException {
    Wire wire = Wire.open(proxy == null ? island.server() : proxy.address(), room);
    Link link = proxy == null ? null : proxy.linkOf(wire.socket());
    RecordedSession visit = new RecordedSession(island, identity, room, wire, link);
    visit.identifies();
    return visit;
  }

  void identifies() throws IOException {
    island.begins(this);
    wire.listens(this);
    send(
        WsPacket.newBuilder()
            .setPeerIdentification(WsIdentification.newBuilder().setAddress(identity.address())));
  }

  // --- Actions ---

  @Nullable Link link() {
    return link;
  }

  Wire wire() {
    return wire;
  }

  /// Waits until the server has welcomed or rejected it.
  boolean isWelcomed() throws InterruptedException {
    if (!decided.await(RecordedRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      island.violates("neither welcomed nor turned away", this);
    }
    return isIn();
  }

  /// Waits for its end.
  ///
  /// @return the server's close code, 0 for none
  int awaitsEnd() throws InterruptedException {
    if (!ended.await(RecordedRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      island.violates("does not end", this);
    }
    return closeCode();
  }

  void speaks(boolean reliably, int bytes) throws IOException {
    Said said;
    lock.lock();
    try {
      number++;
      if (reliably) {
        reliable++;
        present.keySet().forEach(listener -> owed.putIfAbsent(listener, reliable));
      }
      said = new Said(alias, number, reliable);
    } finally {
      lock.unlock();
    }
    send(
        WsPacket.newBuilder()
            .setPeerUpdateMessage(
                WsPeerUpdate.newBuilder()
                    .setFromAlias(0xFFFF)
                    .setBody(ByteString.copyFrom(said.padded(bytes)))
                    .setUnreliable(!reliably)));
  }

  void closes() throws IOException {
    lock.lock();
    try {
      leftByClosing = true;
    } finally {
      lock.unlock();
    }
    wire.closes(1000);
  }

  /// Its link has been cut without a close, and it receives nothing any more.
  void isAbandoned() {
    lock.lock();
    try {
      abandoned = true;
    } finally {
      lock.unlock();
    }
  }

  /// Closes its sockets.
  void isForgotten() {
    wire.resets();
    if (link != null) {
      link.reset();
    }
  }

  // --- Received packets ---

  @Override
  public void onPacket(byte[] bytes) {
    WsPacket packet;
    try {
      packet = WsPacket.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      island.violates("hears what is no packet", this);
      return;
    }
    String wrong;
    lock.lock();
    try {
      remember(packet);
      wrong = takeIn(packet);
    } finally {
      lock.unlock();
    }
    if (!wrong.isEmpty()) {
      island.violates(wrong, this);
    }
    if (packet.hasChallengeMessage()) {
      sign(packet.getChallengeMessage().getChallengeToSign());
    }
    if (packet.hasWelcomeMessage()) {
      island.welcomes(this);
      decided.countDown();
    }
    island.hasMoved();
  }

  @Override
  public void onClose(int code, String reason) {
    lock.lock();
    try {
      closeCode = code;
      closeReason = reason;
      lastLines.addLast("closed: " + code + " " + reason);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onEnd() {
    lock.lock();
    try {
      over = true;
    } finally {
      lock.unlock();
    }
    decided.countDown();
    ended.countDown();
    island.ends(this);
    island.hasMoved();
  }

  private String takeIn(WsPacket packet) {
    if (kicked) {
      return "hears more after its kick";
    }
    return switch (packet.getMessageCase()) {
      case CHALLENGE_MESSAGE -> {
        boolean again = challenged;
        challenged = true;
        yield again ? "is challenged twice" : "";
      }
      case WELCOME_MESSAGE -> entersWith(packet.getWelcomeMessage());
      case PEER_JOIN_MESSAGE ->
          meets(packet.getPeerJoinMessage().getAlias(), packet.getPeerJoinMessage().getAddress());
      case PEER_LEAVE_MESSAGE -> misses(packet.getPeerLeaveMessage().getAlias());
      case PEER_UPDATE_MESSAGE -> hears(packet.getPeerUpdateMessage());
      case PEER_KICKED -> {
        kicked = true;
        yield "";
      }
      default -> "hears a " + packet.getMessageCase();
    };
  }

  private String entersWith(WsWelcome welcome) {
    if (!challenged || alias != 0) {
      return "is welcomed unasked or twice";
    }
    alias = welcome.getAlias();
    present.putAll(welcome.getPeerIdentitiesMap());
    present.keySet().forEach(other -> heard.put(other, new Hearing(false)));
    if (present.containsKey(alias)) {
      return "is in its own welcome";
    }
    return checkPresent();
  }

  private String meets(int other, String address) {
    if (alias == 0 || other == alias) {
      return "hears of its own join";
    }
    if (heard.put(other, new Hearing(true)) != null) {
      return "hears twice that " + other + " joins";
    }
    present.put(other, address);
    return checkPresent();
  }

  private String checkPresent() {
    Set<String> addresses = new HashSet<>(present.values());
    if (!addresses.add(identity.address()) || addresses.size() != present.size() + 1) {
      return "sees an address twice";
    }
    return present.size() >= island.seats() ? "sees more members than seats" : "";
  }

  private String misses(int other) {
    Hearing hearing = heard.get(other);
    if (present.remove(other) == null || hearing == null) {
      return "hears that " + other + " leaves, who was not here";
    }
    hearing.leaves();
    return "";
  }

  private String hears(WsPeerUpdate update) {
    int from = update.getFromAlias();
    Hearing hearing = heard.get(from);
    if (!present.containsKey(from) || hearing == null) {
      return from == alias ? "hears itself" : "hears " + from + ", who is not here";
    }
    island.countsUpdate();
    if (!Said.isIn(update.getBody().asReadOnlyByteBuffer())) {
      return "";
    }
    String wrong = hearing.hears(update);
    return wrong.isEmpty() ? "" : "hears " + wrong;
  }

  private void sign(String challenge) {
    try {
      send(
          WsPacket.newBuilder()
              .setSignedChallengeForServer(
                  WsSignedChallenge.newBuilder()
                      .setAuthChainJson(identity.sign(challenge).toJson())));
    } catch (IOException e) {
      // Cut off in the handshake: its reader ends as well.
    }
  }

  private void send(WsPacket.Builder packet) throws IOException {
    wire.sends(packet.build().toByteArray());
  }

  private void remember(WsPacket packet) {
    lastLines.addLast(
        packet.hasPeerUpdateMessage()
                && Said.isIn(packet.getPeerUpdateMessage().getBody().asReadOnlyByteBuffer())
            ? packet.getPeerUpdateMessage().getFromAlias()
                + (packet.getPeerUpdateMessage().getUnreliable() ? " mumbles " : " says ")
                + Said.in(packet.getPeerUpdateMessage().getBody().asReadOnlyByteBuffer())
            : packet.getMessageCase() + " " + packet.toString().strip().replace('\n', ' '));
    if (lastLines.size() > MAX_REMEMBERED) {
      lastLines.removeFirst();
    }
  }

  // --- State ---

  String room() {
    return room;
  }

  String address() {
    return identity.address();
  }

  /// Its alias from the welcome; 0 before that.
  int alias() {
    return read(() -> alias);
  }

  /// Whether it is in its room, as far as it knows.
  boolean isIn() {
    return read(() -> alias > 0 && !over && !kicked && !leftByClosing && !abandoned);
  }

  boolean isOver() {
    return read(() -> over);
  }

  /// The code of the server's close frame; 0 without one.
  int closeCode() {
    return read(() -> closeCode);
  }

  /// How it ended, in words.
  String ending() {
    return read(
        () -> closeCode == 0 ? "lost" : ("closed " + closeCode + " " + closeReason).strip());
  }

  /// Whether the server has confirmed all of its packets.
  boolean endedInGoodOrder() {
    return read(() -> leftByClosing && closeCode == 1000 && !kicked);
  }

  Map<Integer, String> present() {
    return read(() -> Map.copyOf(present));
  }

  /// Whether a receiver has all its reliable updates since it knew of that receiver.
  boolean wasHeardBy(RecordedSession listener) {
    int last = read(() -> reliable);
    int own = alias();
    int first = read(() -> owed.getOrDefault(listener.alias(), Integer.MAX_VALUE));
    return listener.read(
        () -> {
          Hearing hearing = listener.heard.get(own);
          return hearing != null && hearing.hasAll(first, last);
        });
  }

  /// Whether it has received a member's leave.
  boolean knowsThatLeft(int other) {
    return read(
        () -> {
          Hearing hearing = heard.get(other);
          return hearing != null && hearing.hasLeft();
        });
  }

  private <T> T read(java.util.function.Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return read(
        () ->
            identity.address().substring(0, 8)
                + "#"
                + alias
                + " in "
                + room
                + (over ? " (over, " + closeCode + ")" : "")
                + (abandoned ? " (abandoned)" : ""));
  }

  /// With the last packets that it received.
  String story() {
    return this + read(() -> "\n    " + String.join("\n    ", lastLines));
  }
}
