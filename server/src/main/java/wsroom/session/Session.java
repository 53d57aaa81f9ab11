package wsroom.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import wsroom.access.JoinPermit;
import wsroom.access.Verification;
import wsroom.limit.ConnectionLimiter;
import wsroom.packet.ClientPacket;
import wsroom.packet.PacketDecoder;
import wsroom.packet.ServerPackets;
import wsroom.room.Peer;
import wsroom.room.RoomReplica;
import wsroom.room.membership.Seat;
import wsroom.session.SessionState.AwaitingIdentification;
import wsroom.session.SessionState.AwaitingSignature;
import wsroom.session.SessionState.Ended;
import wsroom.session.SessionState.Joined;
import wsroom.session.SessionState.Joining;
import wsroom.session.SessionState.Verifying;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.DeadlineWheel;
import wsroom.websocket.Frames;

/// The protocol life of one connection to a room.
///
/// Confined to the connection's I/O thread; what comes from elsewhere ([#onTakeover], a login) is
/// put in its queue first.
final class Session extends DeadlineWheel.Entry
    implements ConnectionListener, Seat.TakeoverListener {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Sessions.Services services;
  private final Sessions.OnThread thread;
  private final Connection connection;
  private final JoinPermit permit;
  private final SessionReporter reporter;
  private final Reservations reservations;
  private final PeerQuota quota;
  private final Liveness liveness;
  private final long openedNanos;
  private SessionState state = new AwaitingIdentification();

  /// Null while nobody can mean this session.
  private SessionIndex.@Nullable Node<Session> indexed;

  Session(
      Sessions.Services services,
      Sessions.OnThread thread,
      Connection connection,
      JoinPermit permit,
      long id) {
    this.services = services;
    this.thread = thread;
    this.connection = connection;
    this.permit = permit;
    this.reporter = new SessionReporter(services.moderation(), id, permit.roomId());
    this.reservations = new Reservations(services, connection.clientAddress());
    this.quota = new PeerQuota(thread.rates(), thread.ioThread());
    this.liveness = new Liveness(connection, services.settings());
    this.openedNanos = thread.ioThread().nanoTime();
  }

  @Override
  public void onOpen() {
    startStepTimeout();
    Optional<ConnectionLimiter.Rejection> rejection = reservations.reserveConnection();
    Optional<CloseReason> drained = thread.draining().get();
    if (drained.isPresent()) {
      // Its upgrade was under way when the drain began, which has not seen it.
      endWith(drained.get());
    } else if (rejection.isPresent()) {
      endWith(
          rejection.get() == ConnectionLimiter.Rejection.SERVER_FULL
              ? CloseReason.SERVER_FULL
              : CloseReason.TOO_MANY_HANDSHAKES);
    }
  }

  boolean hasEnded() {
    return state instanceof Ended;
  }

  // --- What the client says ---

  @Override
  public void onMessage(ByteBuffer message) {
    assert connection.ioThread().isCurrent();
    if (state instanceof Joined joined) {
      Optional<CloseReason> end =
          thread.packets().handle(message, joined.room(), joined.peer(), quota);
      if (end.isPresent()) {
        endWith(end.get());
      }
    } else {
      state = advanceHandshake(state, PacketDecoder.decode(message));
    }
  }

  @Override
  public void onOverhead() {
    if (!quota.frame()) {
      endWith(CloseReason.TOO_MANY_FRAMES);
    }
  }

  @Override
  public void onPong() {
    if (state instanceof Joined joined) {
      joined.peer().onPong(thread.ioThread().nanoTime());
    }
  }

  private SessionState advanceHandshake(SessionState current, ClientPacket packet) {
    if (packet instanceof ClientPacket.Malformed) {
      return end(CloseReason.MALFORMED_PACKET);
    }
    return switch (current) {
      case AwaitingIdentification _ when packet instanceof ClientPacket.Identification said ->
          identify(said.address());
      case AwaitingSignature challenged
          when packet instanceof ClientPacket.SignedChallenge signed ->
          verify(challenged, signed.authChainJson());
      case Ended ended -> ended;
      case AwaitingIdentification _, AwaitingSignature _, Verifying _, Joining _, Joined _ ->
          end(CloseReason.UNEXPECTED_PACKET);
    };
  }

  // --- The way into the room ---

  private SessionState identify(String claimed) {
    return switch (thread.handshake().identify(reporter, claimed)) {
      case Handshake.Rejected(CloseReason reason, String text) -> end(reason, text);
      case Handshake.Answer.Challenged(AwaitingSignature next, boolean alreadyConnected) -> {
        send(ServerPackets.challenge(next.challenge(), alreadyConnected));
        startStepTimeout();
        yield next;
      }
    };
  }

  private SessionState verify(AwaitingSignature challenged, String authChainJson) {
    Verifying verifying = new Verifying(challenged.address());
    boolean begun =
        services
            .logins()
            .verify(
                challenged.address(),
                authChainJson,
                challenged.challenge(),
                login -> thread.ioThread().execute(() -> guard(() -> onLogin(verifying, login))));
    if (!begun) {
      return end(CloseReason.VERIFICATION_BUSY);
    }
    indexed = thread.index().add(this, permit.roomId(), challenged.address());
    return verifying;
  }

  private void onLogin(Verifying asked, Verification login) {
    // The connection may be gone, or its time up: then the answer is nobody's.
    if (state.equals(asked)) {
      state = admit(asked.address(), login);
    }
  }

  private SessionState admit(String address, Verification login) {
    return switch (thread.handshake().admit(reporter, permit, address, login, this)) {
      case Handshake.Rejected(CloseReason reason, String text) -> end(reason, text);
      case Handshake.Entry.Seated(Seat seat, var previous) -> {
        reservations.reserve(seat);
        try {
          // Through the queue in any case: who freed the seat has told this thread's replica first.
          previous.ifPresentOrElse(
              before -> {
                before.onReleased(() -> queueJoin(seat));
                before.listener().onTakeover();
              },
              () -> queueJoin(seat));
        } catch (RuntimeException e) {
          reservations.releaseSeat();
          throw e;
        }
        yield new Joining(seat);
      }
    };
  }

  private void queueJoin(Seat seat) {
    thread.ioThread().execute(() -> guard(() -> enter(seat)));
  }

  private void enter(Seat seat) {
    try {
      if (state instanceof Joining) {
        join(seat);
      }
    } finally {
      if (!(state instanceof Joined)) {
        // The join failed, or the session ended while it waited. The seat was kept until now, so
        // that whoever waits for it does not overtake the session before.
        reservations.releaseSeat();
      }
    }
  }

  private void join(Seat seat) {
    int alias = services.aliases().next();
    connection.setMaxMessageBytes(Frames.MAX_PAYLOAD_BYTES);
    RoomReplica room = thread.rooms().room(permit.roomId());
    Peer peer =
        room.join(
            alias, seat.address(), connection, services.settings().pauseAfterWelcome().toMillis());
    long now = thread.ioThread().nanoTime();
    // At once: whatever fails from here on, the peer leaves the room as any other does.
    state = new Joined(seat, room, peer, reporter.now());
    reporter.joined(seat, peer);
    reservations.releaseHandshake();
    thread.deadlines().set(this, now + Liveness.SILENCE_NANOS);
    services.observer().joined(now - openedNanos);
    lifecycle(Level.DEBUG)
        .addKeyValue("address", seat.address())
        .addKeyValue("alias", alias)
        .log("joined");
  }

  @Override
  public void onTakeover() {
    thread.ioThread().execute(() -> guard(() -> endWith(CloseReason.TAKEN_OVER)));
  }

  // --- Time ---

  /// Each step of the handshake has its time; the verification counts to the signature's.
  private void startStepTimeout() {
    thread
        .deadlines()
        .set(this, thread.ioThread().nanoTime() + services.settings().handshakeTimeout().toNanos());
  }

  @Override
  protected void onDeadline(long now) {
    guard(
        () -> {
          switch (state) {
            case AwaitingIdentification _, AwaitingSignature _, Verifying _, Joining _ ->
                endWith(CloseReason.HANDSHAKE_TIMEOUT);
            case Joined joined -> checkLiveness(joined.peer(), now);
            case Ended _ -> connection.abort();
          }
        });
  }

  private void checkLiveness(Peer peer, long now) {
    switch (liveness.check(now)) {
      case FINE -> scheduleLivenessCheck();
      case TO_BE_PINGED -> {
        liveness.pinged(now);
        peer.ping(now);
        scheduleLivenessCheck();
      }
      case UNRESPONSIVE -> endWith(CloseReason.UNRESPONSIVE);
      case STALLED -> endWith(CloseReason.NO_PROGRESS);
      case BELOW_LEAST_PACE -> endWith(CloseReason.BELOW_LEAST_PACE);
    }
  }

  private void scheduleLivenessCheck() {
    thread.deadlines().set(this, liveness.nextCheck());
  }

  @Override
  public void onBacklog() {
    liveness.fellBehind(thread.ioThread().nanoTime());
    if (state instanceof Joined) {
      scheduleLivenessCheck();
    }
  }

  // --- Operators ---

  /// What an operator sees of this session, if it has been welcomed. A peer that talks is never
  /// pinged otherwise: looking at it measures its round trip, for the next look.
  Optional<PeerReport> report() {
    long now = thread.ioThread().nanoTime();
    Optional<PeerReport> report = reporter.report(state);
    if (state instanceof Joined joined
        && !joined.peer().wasPingedWithin(Liveness.SILENCE_NANOS, now)) {
      joined.peer().ping(now);
    }
    return report;
  }

  // --- The end ---

  /// Ends the session, whatever its state. A session that has ended stays as it is.
  void endWith(CloseReason reason) {
    state = end(reason);
  }

  /// Ends the session for a reason that is told in other words than usual, as an operator wishes.
  void endWith(CloseReason reason, String text) {
    guard(() -> state = end(reason, text));
  }

  private SessionState end(CloseReason reason) {
    return end(reason, reason.text());
  }

  /// Tells the client, then the room, then gives the seat back: in this order nobody sees two of
  /// one address, and no room more peers than seats.
  private SessionState end(CloseReason reason, String text) {
    return end(reason, text, () -> sendClose(reason, text));
  }

  /// @param tellClient how the client is told
  private SessionState end(CloseReason reason, String text, Runnable tellClient) {
    SessionState last = state;
    if (last instanceof Ended) {
      return last;
    }
    state = new Ended();
    thread
        .deadlines()
        .set(this, thread.ioThread().nanoTime() + SessionSettings.CLOSE_TIMEOUT.toNanos());
    try {
      if (reason.isSlowConsumer()) {
        warnOfSlowConsumer(last, reason);
      }
      if (last instanceof Joined joined && reason.flushesFirst()) {
        joined.room().flush(joined.peer());
      }
      tellClient.run();
    } finally {
      // Whatever went wrong: no ghost stays, and no seat is lost.
      leave(last, reason, text);
    }
    return state;
  }

  private void leave(SessionState last, CloseReason reason, String text) {
    if (indexed != null) {
      thread.index().remove(indexed);
      indexed = null;
    }
    try {
      reporter.ended(last, reason, text);
    } finally {
      try {
        release(last, reason);
      } finally {
        services.observer().ended(reason, last instanceof Joined);
      }
    }
  }

  private void release(SessionState last, CloseReason reason) {
    if (last instanceof Joined joined) {
      leaveRoom(joined, reason);
    } else {
      reservations.releaseHandshake();
      lifecycle(Level.DEBUG).addKeyValue("reason", reason.tag()).log("handshake ended");
    }
  }

  private void leaveRoom(Joined joined, CloseReason reason) {
    try {
      joined.room().leave(joined.peer());
    } finally {
      reservations.releaseSeat();
    }
    lifecycle(Level.DEBUG)
        .addKeyValue("address", joined.seat().address())
        .addKeyValue("alias", joined.peer().alias())
        .addKeyValue("reason", reason.tag())
        .log("left");
  }

  private void sendClose(CloseReason reason, String text) {
    if (reason == CloseReason.UNRESPONSIVE) {
      connection.abort();
    } else if (reason.isSlowConsumer()) {
      connection.closeWithoutBacklog(reason.code(), text);
    } else {
      if (reason.isKick()) {
        send(ServerPackets.kicked(text));
        services.observer().kicked();
      }
      connection.close(reason.code(), text);
    }
  }

  @Override
  public void onEnd(ConnectionEnd end) {
    CloseReason reason = CloseReason.of(end);
    switch (end) {
      // The connection is closed already, or its own layer is closing it and has told the client.
      case ConnectionEnd.ClosedByPeer _, ConnectionEnd.Lost _ ->
          endWithoutClose(reason, reason.text());
      case ConnectionEnd.Violation(int _, String what) -> endWithoutClose(reason, what);
      case ConnectionEnd.Overflowed _,
          ConnectionEnd.BacklogMemoryExceeded _,
          ConnectionEnd.FramesLost _ ->
          endWith(reason);
      case ConnectionEnd.Fault(RuntimeException cause) -> {
        logFault(cause);
        endWith(reason);
      }
    }
  }

  private void endWithoutClose(CloseReason reason, String text) {
    guard(() -> state = end(reason, text, () -> {}));
  }

  @Override
  public void onClosed() {
    endWithoutClose(CloseReason.CONNECTION_LOST, CloseReason.CONNECTION_LOST.text());
    thread.deadlines().cancel(this);
    reservations.releaseConnection();
  }

  private void send(byte[] packet) {
    connection.send(Frames.binary(packet));
  }

  /// The edge for what does not come through the connection: a bug ends this session and no other.
  private void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      logFault(e);
      endWith(CloseReason.INTERNAL_ERROR);
    }
  }

  /// Before the backlog is discarded. The log limits how many such lines it takes.
  private void warnOfSlowConsumer(SessionState last, CloseReason reason) {
    long stalledNanos = thread.ioThread().nanoTime() - connection.lastProgressNanos();
    lifecycle(Level.WARN)
        .addKeyValue("address", SessionReporter.claimed(last))
        .addKeyValue("reason", reason.tag())
        .addKeyValue("backlogBytes", connection.backlogBytes())
        .addKeyValue("secondsWithoutProgress", stalledNanos / NANOS_PER_SECOND)
        .log("slow consumer closed with 1013");
  }

  private void logFault(RuntimeException cause) {
    lifecycle(Level.ERROR).setCause(cause).log("a session failed, and ends");
  }

  /// A line of log with the fields by which a log collector finds all lines of a session.
  private LoggingEventBuilder lifecycle(Level level) {
    return log.atLevel(level)
        .addKeyValue("room", permit.roomId())
        .addKeyValue("session", reporter.id());
  }
}
