package wsroom.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.auth.Login;
import wsroom.packet.ClientPacket;
import wsroom.packet.PacketDecoder;
import wsroom.packet.ServerPackets;
import wsroom.room.Peer;
import wsroom.room.Room;
import wsroom.room.Seat;
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
/// Confined to the connection's I/O thread; what comes from elsewhere ([#takeOver], a login) is
/// put in its queue first.
final class Session extends DeadlineWheel.Entry implements ConnectionListener, Seat.Holder {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private final Sessions.Services services;
  private final Sessions.OnThread thread;
  private final Connection connection;
  private final Entrance entrance;
  private final Watched watched;
  private final Allowance allowance;
  private final Liveness liveness;
  private final long openedNanos;
  private SessionState state = new AwaitingIdentification();

  Session(
      Sessions.Services services,
      Sessions.OnThread thread,
      Connection connection,
      Entrance entrance,
      long id) {
    this.services = services;
    this.thread = thread;
    this.connection = connection;
    this.entrance = entrance;
    this.watched = new Watched(services.oversight(), id, entrance.roomId());
    this.allowance = new Allowance(thread.rates(), thread.ioThread());
    this.liveness = new Liveness(connection, services.settings());
    this.openedNanos = thread.ioThread().nanoTime();
  }

  void begin() {
    services.observer().opened();
    startStep();
    services
        .gate()
        .enter(connection.clientAddress())
        .ifPresent(
            refusal ->
                endWith(
                    refusal == Gate.Refusal.SERVER_FULL
                        ? CloseReason.SERVER_FULL
                        : CloseReason.TOO_MANY_HANDSHAKES));
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
          thread.talk().hear(message, joined.room(), joined.peer(), allowance);
      if (end.isPresent()) {
        endWith(end.get());
      }
    } else {
      state = shakeHands(state, PacketDecoder.decode(message));
    }
  }

  @Override
  public void onOverhead() {
    if (!allowance.frame()) {
      endWith(CloseReason.TOO_MANY_FRAMES);
    }
  }

  @Override
  public void onPong() {
    if (state instanceof Joined joined) {
      joined.peer().answered(thread.ioThread().nanoTime());
    }
  }

  private SessionState shakeHands(SessionState current, ClientPacket packet) {
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
    return switch (thread.handshake().identify(watched, claimed)) {
      case Handshake.TurnedAway(CloseReason reason, String text) -> end(reason, text);
      case Handshake.Answer.Challenged(AwaitingSignature next, boolean alreadyConnected) -> {
        send(ServerPackets.challenge(next.challenge(), alreadyConnected));
        startStep();
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
    return begun ? verifying : end(CloseReason.VERIFICATION_BUSY);
  }

  private void onLogin(Verifying asked, Login login) {
    // The connection may be gone, or its time up: then the answer is nobody's.
    if (state.equals(asked)) {
      state = admit(asked.address(), login);
    }
  }

  private SessionState admit(String address, Login login) {
    return switch (thread.handshake().admit(watched, entrance, address, login, this)) {
      case Handshake.TurnedAway(CloseReason reason, String text) -> end(reason, text);
      case Handshake.Entry.Seated(Seat seat, var previous) -> {
        // Through the queue in any case: who freed the seat has told this thread's replica first.
        previous.ifPresentOrElse(
            before -> {
              before.whenLeft(() -> enterSoon(seat));
              before.holder().takeOver();
            },
            () -> enterSoon(seat));
        yield new Joining(seat);
      }
    };
  }

  private void enterSoon(Seat seat) {
    thread.ioThread().execute(() -> guard(() -> enter(seat)));
  }

  private void enter(Seat seat) {
    if (!(state instanceof Joining)) {
      // Ended while it waited. The seat was kept until now, so that whoever waits for it does not
      // overtake the session before.
      services.directory().release(seat);
      return;
    }
    int alias = services.aliases().next();
    connection.limitMessages(Frames.MAX_PAYLOAD_BYTES);
    Room room = thread.rooms().room(entrance.roomId());
    Peer peer = room.join(alias, seat.address(), connection);
    Duration pause = services.settings().pauseAfterWelcome();
    if (pause.isPositive()) {
      connection.holdBack(pause.toMillis());
    }
    long now = thread.ioThread().nanoTime();
    state = new Joined(seat, room, peer, now);
    services.gate().endHandshake(connection.clientAddress());
    thread.deadlines().set(this, now + Liveness.SILENCE_NANOS);
    services.observer().joined(now - openedNanos);
    watched.joined(seat, peer);
    log.debug("{} joined {} as {}", seat.address(), entrance.roomId(), alias);
  }

  @Override
  public void takeOver() {
    thread.ioThread().execute(() -> guard(() -> endWith(CloseReason.TAKEN_OVER)));
  }

  // --- Time ---

  /// Each step of the handshake has its time; the verification counts to the signature's.
  private void startStep() {
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
            case Joined joined -> checkLife(joined.peer(), now);
            case Ended _ -> connection.abort();
          }
        });
  }

  private void checkLife(Peer peer, long now) {
    switch (liveness.check(now)) {
      case FINE -> watchLife();
      case TO_BE_PINGED -> {
        liveness.pinged(now);
        peer.ping(now);
        watchLife();
      }
      case UNRESPONSIVE -> endWith(CloseReason.UNRESPONSIVE);
      case STALLED -> endWith(CloseReason.SLOW_CONSUMER);
      case BELOW_LEAST_PACE -> endWith(CloseReason.BELOW_LEAST_PACE);
    }
  }

  private void watchLife() {
    thread.deadlines().set(this, liveness.nextCheck());
  }

  @Override
  public void onBacklog() {
    liveness.fellBehind(thread.ioThread().nanoTime());
    if (state instanceof Joined) {
      watchLife();
    }
  }

  // --- Operators ---

  boolean isMeantBy(Selection whom) {
    return watched.isMeant(whom, state);
  }

  /// What an operator sees of this session, if it has been welcomed. A peer that talks is never
  /// pinged otherwise: looking at it measures its round trip, for the next look.
  Optional<PeerReport> report() {
    long now = thread.ioThread().nanoTime();
    Optional<PeerReport> report = watched.report(state, now);
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
    SessionState last = state;
    if (last instanceof Ended) {
      return last;
    }
    state = new Ended();
    thread
        .deadlines()
        .set(this, thread.ioThread().nanoTime() + SessionSettings.CLOSE_TIMEOUT.toNanos());
    try {
      if (last instanceof Joined joined && reason.settlesFirst()) {
        joined.room().settle(joined.peer());
      }
      sayGoodbye(reason, text);
    } finally {
      // Whatever went wrong: no ghost stays, and no seat is lost.
      leave(last, reason, text);
    }
    return state;
  }

  private void leave(SessionState last, CloseReason reason, String text) {
    watched.ended(last, reason, text);
    if (last instanceof Joined joined) {
      joined.room().leave(joined.peer());
      services.directory().release(joined.seat());
      log.debug(
          "{} left {} as {}: {}",
          joined.seat().address(),
          entrance.roomId(),
          joined.peer().alias(),
          reason.text());
    } else {
      services.gate().endHandshake(connection.clientAddress());
      log.debug("handshake in {} ended: {}", entrance.roomId(), reason.text());
    }
    services.observer().ended(reason, last instanceof Joined);
  }

  private void sayGoodbye(CloseReason reason, String text) {
    switch (reason) {
      // The connection is closed already, or is being closed by its own layer.
      case CLOSED_BY_PEER, CONNECTION_LOST, PROTOCOL_VIOLATION, TEXT_MESSAGE -> {}
      case UNRESPONSIVE -> connection.abort();
      case SLOW_CONSUMER, BELOW_LEAST_PACE, BACKLOG_MEMORY ->
          connection.closeWithoutBacklog(reason.code(), reason.text());
      default -> {
        if (reason.isKick()) {
          send(ServerPackets.kicked(text));
          services.observer().kicked();
        }
        connection.close(reason.code(), text);
      }
    }
  }

  @Override
  public void onEnd(ConnectionEnd end) {
    if (end instanceof ConnectionEnd.Fault(RuntimeException cause)) {
      logFault(cause);
    }
    endWith(CloseReason.of(end));
  }

  @Override
  public void onClosed() {
    endWith(CloseReason.CONNECTION_LOST);
    thread.deadlines().cancel(this);
    services.gate().leave();
    services.observer().closed();
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

  private void logFault(RuntimeException cause) {
    log.error("a session in {} failed, and ends", entrance.roomId(), cause);
  }
}
