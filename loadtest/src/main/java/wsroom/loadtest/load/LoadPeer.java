package wsroom.loadtest.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.CloseStatus;
import wsroom.loadtest.client.Connection;
import wsroom.loadtest.client.FrameWriter;
import wsroom.loadtest.client.Handler;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.proto.rfc5.WsWelcome;

/// One peer: its handshake, its traffic, and the checks of what it receives. Confined to its loop's
/// thread.
final class LoadPeer implements Handler {
  /// Beyond this backlog a peer skips its sends.
  private static final int UNSENT_LIMIT_BYTES = 256 * 1024;

  /// Small, so that a peer that does not read builds up a backlog soon.
  private static final int SLOW_RECEIVE_BUFFER_BYTES = 16 * 1024;

  private static final long BUSY_RETRY_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long BUSY_RETRY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final RunContext run;
  private final LoadLoop loop;
  private final LoopCounters counters;
  private final Login login;
  private final boolean slow;
  private final int session;
  private final int room;
  private final DeliveryTracker tracker;
  private final UpdateChecker checker;
  private final Observer observer;
  private Stage stage = Stage.CONNECTING;
  private @Nullable Connection connection;
  private @Nullable CloseStatus closeStatus;
  private boolean leaving;
  private long startedAt;
  private long signingNanos;
  private long handshakeNanos;

  private enum Stage {
    CONNECTING,
    IDENTIFIED,
    SIGNING,
    SIGNED,
    JOINED,
    CLOSED
  }

  /// Observer of a peer. Called on the peer's loop.
  interface Observer {
    void joined(LoadPeer peer);

    /// The connection is closed, requested or not. The peer may never have joined.
    void closed(LoadPeer peer, CloseStatus closeStatus);
  }

  LoadPeer(RunContext run, LoadLoop loop, PeerPool.PeerSpec spec, Observer observer) {
    this.run = run;
    this.loop = loop;
    this.slow = spec.slow();
    this.counters = slow ? loop.slowCounters() : loop.counters();
    this.login = spec.login();
    this.room = spec.room();
    this.observer = observer;
    this.session = run.registry().register(room, login.address());
    this.tracker = new DeliveryTracker(run.registry(), counters, session);
    this.checker = new UpdateChecker(run, counters, tracker, room);
  }

  void connect() {
    startedAt = System.nanoTime();
    open();
  }

  /// Connects again, as clients do after 503.
  private long retry(long due) {
    if (!leaving) {
      open();
    }
    return TimerHeap.NEVER;
  }

  private void open() {
    try {
      connection =
          Connection.open(
              loop.client(), run.connectOptions(room, slow ? SLOW_RECEIVE_BUFFER_BYTES : 0), this);
    } catch (IOException refused) {
      closed(CloseStatus.abnormal(refused));
    }
  }

  boolean isJoined() {
    return stage == Stage.JOINED && !leaving;
  }

  LoadLoop loop() {
    return loop;
  }

  DeliveryTracker tracker() {
    return tracker;
  }

  @Nullable Connection connection() {
    return connection;
  }

  /// How the connection ended; null while it is open.
  @Nullable CloseStatus closeStatus() {
    return closeStatus;
  }

  /// From connect to welcome, without the time that the peer itself spent signing.
  long handshakeNanos() {
    return handshakeNanos;
  }

  /// Whether the peer reads slowly on purpose, so that the server may close it.
  boolean isSlow() {
    return slow;
  }

  /// Sends `count` updates with one write, unless the backlog is too large.
  void sendUpdates(UpdateKind kind, int count, long due) {
    Connection to = connection;
    if (stage != Stage.JOINED || leaving || to == null) {
      return;
    }
    counters.sendLag(System.nanoTime() - due);
    if (to.unsentBytes() > UNSENT_LIMIT_BYTES) {
      counters.skippedSends += count;
      return;
    }
    FrameWriter frames = to.frames();
    int micros = run.micros(due);
    int packetBytes = kind.packetBytes();
    for (int i = 0; i < count; i++) {
      if (!frames.hasRoomFor(packetBytes)) {
        to.send();
        frames = to.frames();
      }
      int sequence = run.registry().nextSequence(session, kind.reliable());
      long header = UpdateHeader.pack(run.number(), kind.number(), session, sequence);
      kind.put(frames.beginBinary(packetBytes), header, micros, run.noise());
      frames.end();
    }
    counters.sent(count, kind.reliable());
    to.send();
  }

  /// Leaves with a close frame, or aborts the connection.
  void leave(boolean gracefully) {
    if (connection == null || stage == Stage.CLOSED || leaving) {
      return;
    }
    leaving = true;
    run.registry()
        .setState(session, gracefully ? SessionRegistry.LEFT_CLEANLY : SessionRegistry.LOST);
    if (gracefully) {
      connection.close(1000, "");
    } else {
      connection.drop();
    }
  }

  @Override
  public void opened() {
    send(
        WsPacket.newBuilder()
            .setPeerIdentification(WsIdentification.newBuilder().setAddress(login.address()))
            .build());
    stage = Stage.IDENTIFIED;
  }

  @Override
  public void readStarted() {
    counters.micros = run.micros(System.nanoTime());
  }

  @Override
  public void binary(ByteBuffer in, int from, int to) {
    if (leaving) {
      return; // updates are no longer expected
    }
    if (stage != Stage.JOINED || !checker.tryCheck(in, from, to)) {
      handleUncommon(in, from, to);
    }
  }

  @Override
  public void violation(String what) {
    counters.faults.add(Fault.MISBEHAVED, what);
  }

  @Override
  public void closed(CloseStatus how) {
    if (how.isBusy() && !leaving && System.nanoTime() - startedAt < BUSY_RETRY_TIMEOUT_NANOS) {
      counters.busyRetries++;
      loop.timers().add(System.nanoTime() + BUSY_RETRY_DELAY_NANOS, this::retry);
      return;
    }
    closeStatus = how;
    boolean joined = stage == Stage.JOINED;
    stage = Stage.CLOSED;
    if (!leaving) {
      run.registry().setState(session, SessionRegistry.LOST);
      if (!joined) {
        counters.faults.add(Fault.REFUSED, how.toString());
      } else if (!slow) {
        counters.faults.add(Fault.DROPPED, how.toString());
      }
    }
    observer.closed(this, how);
  }

  private void handleUncommon(ByteBuffer in, int from, int to) {
    WsPacket packet;
    try {
      packet = WsPacket.parseFrom(in.duplicate().limit(to).position(from));
    } catch (InvalidProtocolBufferException broken) {
      violation("a malformed packet");
      return;
    }
    switch (packet.getMessageCase()) {
      case CHALLENGE_MESSAGE -> sign(packet.getChallengeMessage().getChallengeToSign());
      case WELCOME_MESSAGE -> onWelcomed(packet.getWelcomeMessage());
      case PEER_JOIN_MESSAGE ->
          tracker.memberAnnounced(
              packet.getPeerJoinMessage().getAlias(), packet.getPeerJoinMessage().getAddress());
      case PEER_LEAVE_MESSAGE -> tracker.leaveAnnounced(packet.getPeerLeaveMessage().getAlias());
      case PEER_UPDATE_MESSAGE -> checker.check(packet.getPeerUpdateMessage());
      case PEER_KICKED -> {} // the close that follows is counted
      case SIGNED_CHALLENGE_FOR_SERVER, PEER_IDENTIFICATION, MESSAGE_NOT_SET ->
          violation("a " + packet.getMessageCase() + " from a server");
    }
  }

  private void sign(String challenge) {
    if (stage != Stage.IDENTIFIED) {
      violation("a challenge at the wrong time");
      return;
    }
    stage = Stage.SIGNING;
    long began = System.nanoTime();
    run.signing()
        .execute(
            () -> {
              String chain = login.sign(challenge);
              loop.client().execute(() -> signed(chain, began));
            });
  }

  private void signed(String chain, long began) {
    if (stage != Stage.SIGNING) {
      return; // closed meanwhile
    }
    signingNanos = System.nanoTime() - began;
    stage = Stage.SIGNED;
    send(
        WsPacket.newBuilder()
            .setSignedChallengeForServer(WsSignedChallenge.newBuilder().setAuthChainJson(chain))
            .build());
  }

  private void onWelcomed(WsWelcome welcome) {
    if (stage != Stage.SIGNED) {
      violation("a welcome at the wrong time");
      return;
    }
    handshakeNanos = System.nanoTime() - startedAt - signingNanos;
    stage = Stage.JOINED;
    tracker.start();
    run.registry().welcomed(session, welcome.getAlias());
    welcome.getPeerIdentitiesMap().forEach(tracker::memberAnnounced);
    observer.joined(this);
  }

  private void send(WsPacket packet) {
    if (connection == null) {
      return;
    }
    ByteString bytes = packet.toByteString();
    FrameWriter frames = connection.frames();
    bytes.copyTo(frames.beginBinary(bytes.size()));
    frames.end();
    connection.send();
  }
}
