package wsroom.session;

import java.nio.ByteBuffer;
import java.util.List;
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
import wsroom.room.membership.Denial;
import wsroom.room.membership.Grant;
import wsroom.room.membership.Lease;
import wsroom.room.membership.SeatHolder;
import wsroom.room.membership.SeatPreview;
import wsroom.session.SessionState.AwaitingIdentification;
import wsroom.session.SessionState.AwaitingSignature;
import wsroom.session.SessionState.Ended;
import wsroom.session.SessionState.Identifying;
import wsroom.session.SessionState.Joined;
import wsroom.session.SessionState.Joining;
import wsroom.session.SessionState.Verifying;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.DeadlineWheel;
import wsroom.websocket.Frames;

/// The protocol state of one connection to a room, from its upgrade to its end.
///
/// Confined to the connection's I/O thread; results from elsewhere (of a verification, of a request
/// for a seat) come through its queue.
final class Session extends DeadlineWheel.Entry implements ConnectionListener, SeatHolder {
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

  /// Null before the verification and after the end, when no [Selection] may find this session.
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
    this.reporter =
        new SessionReporter(services.listener(), services.moderation(), id, permit.roomId());
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
      // The drain began while the upgrade was in progress, and did not see this session.
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

  // --- Messages of the client ---

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
    if (!quota.takeFrame()) {
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
      case AwaitingIdentification _ when packet instanceof ClientPacket.Identification claim ->
          identify(claim.address());
      case AwaitingSignature challenged
          when packet instanceof ClientPacket.SignedChallenge signed ->
          verify(challenged, signed.authChainJson());
      case Ended ended -> ended;
      case AwaitingIdentification _,
          Identifying _,
          AwaitingSignature _,
          Verifying _,
          Joining _,
          Joined _ ->
          end(CloseReason.UNEXPECTED_PACKET);
    };
  }

  // --- Handshake ---

  private SessionState identify(String claimed) {
    return switch (thread.handshake().identify(reporter, claimed)) {
      case Handshake.Rejected(CloseReason reason, String text) -> end(reason, text);
      case Handshake.Identification.Claimed(String address) -> {
        Identifying identifying = new Identifying(address);
        var _ =
            services
                .authority()
                .preview(permit.roomId(), address)
                .thenAccept(preview -> onThread(() -> onPreview(identifying, preview)));
        yield identifying;
      }
    };
  }

  private void onPreview(Identifying pending, SeatPreview preview) {
    if (state.equals(pending)) {
      state = challenge(pending.address(), preview);
    }
  }

  private SessionState challenge(String address, SeatPreview preview) {
    return switch (thread.handshake().challenge(address, preview)) {
      case Handshake.Rejected(CloseReason reason, String text) -> end(reason, text);
      case Handshake.ChallengeDecision.Challenged(
              AwaitingSignature next,
              boolean alreadyConnected) -> {
        send(ServerPackets.challenge(next.challenge(), alreadyConnected));
        startStepTimeout();
        yield next;
      }
    };
  }

  private SessionState verify(AwaitingSignature challenged, String authChainJson) {
    Verifying verifying = new Verifying(challenged.address());
    boolean started =
        services
            .logins()
            .verify(
                challenged.address(),
                authChainJson,
                challenged.challenge(),
                result -> onThread(() -> onVerified(verifying, result)));
    if (!started) {
      return end(CloseReason.VERIFICATION_BUSY);
    }
    indexed = thread.index().add(this, permit.roomId(), challenged.address());
    return verifying;
  }

  private void onVerified(Verifying pending, Verification result) {
    // The session may have ended meanwhile: the result is ignored then.
    if (state.equals(pending)) {
      state = requestSeat(pending.address(), result);
    }
  }

  private SessionState requestSeat(String address, Verification result) {
    return switch (thread.handshake().decide(reporter, permit, address, result)) {
      case Handshake.Rejected(CloseReason reason, String text) -> end(reason, text);
      case Handshake.JoinDecision.Allowed _ -> {
        // Requested only here, since the room may have filled up after the identification.
        Lease lease =
            services.authority().request(permit.roomId(), address, thread.ioThread(), this);
        reservations.reserve(lease);
        yield new Joining(lease);
      }
    };
  }

  @Override
  public void onGranted(Grant grant) {
    guard(
        () -> {
          // The session may have ended meanwhile, and has released its lease then.
          if (state instanceof Joining(Lease lease)) {
            join(lease, grant);
          }
        });
  }

  @Override
  public void onDenied(Denial denial) {
    guard(
        () -> {
          if (denial == Denial.OUT_OF_ALIASES) {
            lifecycle(Level.ERROR)
                .log("no alias is left, rejecting the client: restart the server");
          }
          if (state instanceof Joining) {
            endWith(CloseReason.of(denial));
          }
        });
  }

  @Override
  public void onRevoked() {
    guard(() -> endWith(CloseReason.TAKEN_OVER));
  }

  @Override
  public void onExpired() {
    guard(() -> endWith(CloseReason.SEATS_UNAVAILABLE));
  }

  private void join(Lease lease, Grant grant) {
    connection.setMaxMessageBytes(Frames.MAX_PAYLOAD_BYTES);
    RoomReplica room = thread.rooms().room(permit.roomId());
    Peer peer =
        room.join(
            grant, lease.address(), connection, services.settings().pauseAfterWelcome().toMillis());
    long now = thread.ioThread().nanoTime();
    // Set at once: if anything fails from here on, the peer leaves the room like any other.
    state = new Joined(lease, room, peer, reporter.now());
    reporter.joined(lease, peer, now - openedNanos);
    reservations.releaseHandshake();
    thread.deadlines().set(this, now + Liveness.IDLE_NANOS);
    lifecycle(Level.DEBUG)
        .addKeyValue("address", lease.address())
        .addKeyValue("alias", grant.alias())
        .log("joined");
  }

  // --- Deadlines ---

  /// Each step of the handshake has its own timeout; the verification shares that of the signature.
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
            case AwaitingIdentification _,
                Identifying _,
                AwaitingSignature _,
                Verifying _,
                Joining _ ->
                endWith(CloseReason.HANDSHAKE_TIMEOUT);
            case Joined joined -> checkLiveness(joined.peer(), now);
            case Ended _ -> connection.abort();
          }
        });
  }

  private void checkLiveness(Peer peer, long now) {
    switch (liveness.check(now)) {
      case ALIVE -> scheduleLivenessCheck();
      case PING_DUE -> {
        liveness.onPing(now);
        peer.ping(now);
        scheduleLivenessCheck();
      }
      case UNRESPONSIVE -> endWith(CloseReason.UNRESPONSIVE);
      case STALLED -> endWith(CloseReason.NO_PROGRESS);
      case BELOW_LEAST_PACE -> endWith(CloseReason.BELOW_LEAST_PACE);
    }
  }

  private void scheduleLivenessCheck() {
    thread.deadlines().set(this, liveness.nextCheckNanos());
  }

  @Override
  public void onBacklog() {
    liveness.onBacklog(thread.ioThread().nanoTime());
    if (state instanceof Joined) {
      scheduleLivenessCheck();
    }
  }

  // --- Operators ---

  /// The operators' view of this session, if it has been welcomed. It pings the peer, which is
  /// otherwise pinged only when idle, to measure the round trip for the next report.
  Optional<PeerReport> report() {
    long now = thread.ioThread().nanoTime();
    Optional<PeerReport> report = reporter.report(state, now);
    if (state instanceof Joined joined
        && !joined.peer().wasPingedWithin(Liveness.IDLE_NANOS, now)) {
      joined.peer().ping(now);
    }
    return report;
  }

  /// Sends packets of the server's own, if the session has been welcomed and has not ended.
  ///
  /// @return whether they were sent
  boolean tell(List<byte[]> packets) {
    if (!(state instanceof Joined joined)) {
      return false;
    }
    guard(() -> joined.room().tell(joined.peer(), packets));
    return true;
  }

  // --- End ---

  /// Ends the session in any state. A session that has ended is left as it is.
  void endWith(CloseReason reason) {
    state = end(reason);
  }

  /// Ends the session with a text of the operator's in place of the reason's own.
  void endWith(CloseReason reason, String text) {
    guard(() -> state = end(reason, text));
  }

  private SessionState end(CloseReason reason) {
    return end(reason, reason.text());
  }

  /// Notifies the client, then the room, then releases the seat. In this order no peer sees an
  /// address twice, and no room has more peers than seats.
  private SessionState end(CloseReason reason, String text) {
    return end(reason, text, () -> sendClose(reason, text));
  }

  /// @param notifyClient sends the close to the client, or does nothing if it has been sent
  private SessionState end(CloseReason reason, String text, Runnable notifyClient) {
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
      notifyClient.run();
    } finally {
      // Even after a failure, so that the peer leaves its room and no seat leaks.
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
      release(last, reason);
    }
  }

  private void release(SessionState last, CloseReason reason) {
    if (last instanceof Joined joined) {
      leaveRoom(joined, reason);
    } else {
      reservations.releaseHandshake();
      reservations.releaseSeat();
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
        .addKeyValue("address", joined.lease().address())
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
        services.listener().kickSent();
      }
      connection.close(reason.code(), text);
    }
  }

  @Override
  public void onEnd(ConnectionEnd end) {
    CloseReason reason = CloseReason.of(end);
    switch (end) {
      // The connection is closed, or the WebSocket layer is closing it and has sent the close
      // frame.
      case ConnectionEnd.ClosedByPeer _, ConnectionEnd.Lost _ ->
          endWithoutClose(reason, reason.text());
      case ConnectionEnd.Violation(int _, String text) -> endWithoutClose(reason, text);
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

  /// Runs a step on this session's thread, from any other.
  private void onThread(Runnable step) {
    thread.ioThread().execute(() -> guard(step));
  }

  /// Guards steps that the connection did not call: a bug ends this session and no other.
  private void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      logFault(e);
      endWith(CloseReason.INTERNAL_ERROR);
    }
  }

  /// Logged before the backlog is discarded. The log limits the rate of these lines.
  private void warnOfSlowConsumer(SessionState last, CloseReason reason) {
    long stalledNanos = thread.ioThread().nanoTime() - connection.lastProgressNanos();
    lifecycle(Level.WARN)
        .addKeyValue("address", SessionReporter.claimedAddress(last))
        .addKeyValue("reason", reason.tag())
        .addKeyValue("backlogBytes", connection.backlogBytes())
        .addKeyValue("secondsWithoutProgress", stalledNanos / NANOS_PER_SECOND)
        .log("slow consumer closed with 1013");
  }

  private void logFault(RuntimeException cause) {
    lifecycle(Level.ERROR).setCause(cause).log("session failed, closing it: internal error");
  }

  /// A log line with the fields by which a log collector finds all lines of a session.
  private LoggingEventBuilder lifecycle(Level level) {
    return log.atLevel(level)
        .addKeyValue("room", permit.roomId())
        .addKeyValue("session", reporter.id());
  }
}
