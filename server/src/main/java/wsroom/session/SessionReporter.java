package wsroom.session;

import java.time.Instant;
import java.util.Optional;
import wsroom.room.Peer;
import wsroom.room.membership.Lease;
import wsroom.session.SessionState.AwaitingIdentification;
import wsroom.session.SessionState.AwaitingSignature;
import wsroom.session.SessionState.Ended;
import wsroom.session.SessionState.Identifying;
import wsroom.session.SessionState.Joined;
import wsroom.session.SessionState.Joining;
import wsroom.session.SessionState.Verifying;

/// Reports one session's events, and checks the operators' blocks for it.
final class SessionReporter {
  private final SessionListener listener;
  private final Moderation moderation;
  private final long id;
  private final String roomId;

  SessionReporter(SessionListener listener, Moderation moderation, long id, String roomId) {
    this.listener = listener;
    this.moderation = moderation;
    this.id = id;
    this.roomId = roomId;
  }

  long id() {
    return id;
  }

  String roomId() {
    return roomId;
  }

  /// The text for the client if the room is closed.
  Optional<String> roomClosedReason() {
    return moderation.roomClosedReason(roomId);
  }

  /// The text for the client if its address is blocked.
  Optional<String> blockReason(String address) {
    return moderation.blockReason(address, roomId);
  }

  /// The time of day in the operators' reports.
  Instant now() {
    return moderation.clock().instant();
  }

  void joined(Lease lease, Peer peer, long handshakeNanos) {
    listener.joined(joinedSession(lease, peer), handshakeNanos);
  }

  /// Called before the seat is released, so that the leave precedes the join of its next holder.
  ///
  /// @param last the state in which it ended
  void ended(SessionState last, CloseReason reason, String text) {
    if (last instanceof Joined joined) {
      JoinedSession session = joinedSession(joined.lease(), joined.peer());
      if (reason.isKick()) {
        listener.kicked(session, reason, text);
      }
      listener.left(session, reason);
    } else {
      listener.handshakeEnded(new PendingSession(id, roomId, claimedAddress(last)), reason, text);
    }
  }

  /// The operators' view of the session, if it has been welcomed.
  Optional<PeerReport> report(SessionState state, long now) {
    if (!(state instanceof Joined joined)) {
      return Optional.empty();
    }
    return Optional.of(
        new PeerReport(
            roomId,
            joined.lease().address(),
            joined.peer().alias(),
            id,
            joined.at(),
            joined.peer().figures(now)));
  }

  private JoinedSession joinedSession(Lease lease, Peer peer) {
    return new JoinedSession(id, roomId, lease.address(), peer.alias());
  }

  /// The verified or claimed address of a session, in lower case; empty if it has none.
  static String claimedAddress(SessionState state) {
    return switch (state) {
      case AwaitingIdentification _, Ended _ -> "";
      case Identifying identifying -> identifying.address();
      case AwaitingSignature challenged -> challenged.address();
      case Verifying verifying -> verifying.address();
      case Joining(Lease lease) -> lease.address();
      case Joined joined -> joined.lease().address();
    };
  }
}
