package wsroom.loadtest.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.Connection;
import wsroom.loadtest.client.Ending;
import wsroom.loadtest.client.FrameWriter;
import wsroom.loadtest.client.Handler;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.proto.rfc5.WsWelcome;

/// One peer under load: its handshake, what it says, and the check of what it hears. Confined to
/// its loop's thread.
final class LoadPeer implements Handler {
  /// A peer whose socket has so much to send already says nothing new.
  private static final int UNSENT_LIMIT_BYTES = 256 * 1024;

  /// Small, so that a peer that does not read is felt soon.
  private static final int SLOW_RECEIVE_BUFFER_BYTES = 16 * 1024;

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long COMING_BACK_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Run run;
  private final LoadLoop loop;
  private final Tally tally;
  private final Login login;
  private final boolean slow;
  private final int session;
  private final int room;
  private final Receipts receipts;
  private final Hearing hearing;
  private final Observer observer;
  private Stage stage = Stage.CONNECTING;
  private @Nullable Connection connection;
  private @Nullable Ending ending;
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
    GONE
  }

  /// Hears what becomes of a peer, on the peer's loop.
  interface Observer {
    void joined(LoadPeer peer);

    /// The peer is gone, wanted or not. It may never have joined.
    void gone(LoadPeer peer, Ending ending);
  }

  LoadPeer(Run run, LoadLoop loop, Fleet.Recruit recruit, Observer observer) {
    this.run = run;
    this.loop = loop;
    this.slow = recruit.slow();
    this.tally = slow ? loop.slowTally() : loop.tally();
    this.login = recruit.login();
    this.room = recruit.room();
    this.observer = observer;
    this.session = run.roster().register(room, login.address());
    this.receipts = new Receipts(run.roster(), tally, session);
    this.hearing = new Hearing(run, tally, receipts, room);
  }

  void connect() {
    startedAt = System.nanoTime();
    open();
  }

  /// As clients do whom a busy server has turned away.
  private long comeBack(long due) {
    if (!leaving) {
      open();
    }
    return Timetable.NEVER;
  }

  private void open() {
    try {
      connection =
          Connection.open(
              loop.client(), run.dial(room, slow ? SLOW_RECEIVE_BUFFER_BYTES : 0), this);
    } catch (IOException refused) {
      closed(Ending.broken(refused));
    }
  }

  boolean isJoined() {
    return stage == Stage.JOINED && !leaving;
  }

  LoadLoop loop() {
    return loop;
  }

  Receipts receipts() {
    return receipts;
  }

  @Nullable Connection connection() {
    return connection;
  }

  /// How the connection ended; null as long as it has not.
  @Nullable Ending ending() {
    return ending;
  }

  /// From connecting to the welcome, without the time that the peer itself took to sign.
  long handshakeNanos() {
    return handshakeNanos;
  }

  /// True if it reads slowly on purpose, so that the server may end its connection.
  boolean isSlow() {
    return slow;
  }

  /// Says something `count` times, with one write, if the socket has room.
  void say(Kind kind, int count, long due) {
    Connection to = connection;
    if (stage != Stage.JOINED || leaving || to == null) {
      return;
    }
    tally.sendLag(System.nanoTime() - due);
    if (to.unsentBytes() > UNSENT_LIMIT_BYTES) {
      tally.heldBack += count;
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
      int sequence = run.roster().number(session, kind.reliable());
      long header = UpdateHeader.pack(run.number(), kind.number(), session, sequence);
      kind.put(frames.beginBinary(packetBytes), header, micros, run.noise());
      frames.end();
    }
    tally.sent(count, kind.reliable());
    to.send();
  }

  /// Leaves, as a client does that is closed, or just drops the socket.
  void leave(boolean politely) {
    if (connection == null || stage == Stage.GONE || leaving) {
      return;
    }
    leaving = true;
    run.roster().setState(session, politely ? Roster.PARTED : Roster.LOST);
    if (politely) {
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
  public void readBegins() {
    tally.micros = run.micros(System.nanoTime());
  }

  @Override
  public void binary(ByteBuffer in, int from, int to) {
    if (leaving) {
      return; // whatever comes now may come or not
    }
    if (stage != Stage.JOINED || !hearing.hear(in, from, to)) {
      rare(in, from, to);
    }
  }

  @Override
  public void misbehaved(String what) {
    tally.faults.add(Fault.MISBEHAVED, what);
  }

  @Override
  public void closed(Ending how) {
    if (how.isBusy() && !leaving && System.nanoTime() - startedAt < COMING_BACK_LIMIT_NANOS) {
      tally.comebacks++;
      loop.timetable().add(System.nanoTime() + PAUSE_NANOS, this::comeBack);
      return;
    }
    ending = how;
    boolean joined = stage == Stage.JOINED;
    stage = Stage.GONE;
    if (!leaving) {
      run.roster().setState(session, Roster.LOST);
      if (!joined) {
        tally.faults.add(Fault.REFUSED, how.toString());
      } else if (!slow) {
        tally.faults.add(Fault.DROPPED, how.toString());
      }
    }
    observer.gone(this, how);
  }

  private void rare(ByteBuffer in, int from, int to) {
    WsPacket packet;
    try {
      packet = WsPacket.parseFrom(in.duplicate().limit(to).position(from));
    } catch (InvalidProtocolBufferException broken) {
      misbehaved("a packet that cannot be read");
      return;
    }
    switch (packet.getMessageCase()) {
      case CHALLENGE_MESSAGE -> sign(packet.getChallengeMessage().getChallengeToSign());
      case WELCOME_MESSAGE -> welcomed(packet.getWelcomeMessage());
      case PEER_JOIN_MESSAGE ->
          receipts.toldOf(
              packet.getPeerJoinMessage().getAlias(), packet.getPeerJoinMessage().getAddress());
      case PEER_LEAVE_MESSAGE -> receipts.toldOfLeave(packet.getPeerLeaveMessage().getAlias());
      case PEER_UPDATE_MESSAGE -> hearing.hear(packet.getPeerUpdateMessage());
      case PEER_KICKED -> {} // the close that follows is what counts
      case SIGNED_CHALLENGE_FOR_SERVER, PEER_IDENTIFICATION, MESSAGE_NOT_SET ->
          misbehaved("a " + packet.getMessageCase() + " from a server");
    }
  }

  private void sign(String challenge) {
    if (stage != Stage.IDENTIFIED) {
      misbehaved("a challenge at the wrong time");
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
      return; // gone meanwhile
    }
    signingNanos = System.nanoTime() - began;
    stage = Stage.SIGNED;
    send(
        WsPacket.newBuilder()
            .setSignedChallengeForServer(WsSignedChallenge.newBuilder().setAuthChainJson(chain))
            .build());
  }

  private void welcomed(WsWelcome welcome) {
    if (stage != Stage.SIGNED) {
      misbehaved("a welcome at the wrong time");
      return;
    }
    handshakeNanos = System.nanoTime() - startedAt - signingNanos;
    stage = Stage.JOINED;
    receipts.begin();
    run.roster().welcomed(session, welcome.getAlias());
    welcome.getPeerIdentitiesMap().forEach(receipts::toldOf);
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
