package wsroom.session;

import java.time.Instant;
import java.util.Optional;
import wsroom.room.Peer;
import wsroom.room.membership.Seat;
import wsroom.session.SessionEvents.JoinedSession;
import wsroom.session.SessionEvents.PendingSession;
import wsroom.session.SessionState.AwaitingIdentification;
import wsroom.session.SessionState.AwaitingSignature;
import wsroom.session.SessionState.Ended;
import wsroom.session.SessionState.Joined;
import wsroom.session.SessionState.Joining;
import wsroom.session.SessionState.Verifying;

/// A session as those who watch it know it: tells them of its life, and asks whom they shut out.
///
/// @param id the session's number, never given twice
record SessionReporter(Moderation moderation, long id, String roomId) {

  /// What the client is to be told if the room is closed.
  Optional<String> roomClosedReason() {
    return moderation.roomClosedReason(roomId);
  }

  /// What the client is to be told if its address is banned.
  Optional<String> blockReason(String address) {
    return moderation.blockReason(address);
  }

  /// The time of day, as operators see it.
  Instant now() {
    return moderation.clock().instant();
  }

  void joined(Seat seat, Peer peer) {
    moderation.events().joined(joinedSession(seat, peer));
  }

  /// Before the seat is given back: the join of who takes it is told after the leave.
  ///
  /// @param last the state that it ended in
  void ended(SessionState last, CloseReason reason, String text) {
    SessionEvents events = moderation.events();
    if (last instanceof Joined joined) {
      JoinedSession who = joinedSession(joined.seat(), joined.peer());
      if (reason.isKick()) {
        events.kicked(who, reason, text);
      }
      events.left(who, reason);
    } else if (!reason.isByClient()) {
      events.refused(new PendingSession(id, roomId, claimed(last)), reason, text);
    }
  }

  /// What an operator sees of the session, if it has been welcomed.
  Optional<PeerReport> report(SessionState state) {
    if (!(state instanceof Joined joined)) {
      return Optional.empty();
    }
    return Optional.of(
        new PeerReport(
            roomId,
            joined.seat().address(),
            joined.peer().alias(),
            id,
            joined.at(),
            joined.peer().figures()));
  }

  private JoinedSession joinedSession(Seat seat, Peer peer) {
    return new JoinedSession(id, roomId, seat.address(), peer.alias());
  }

  /// The address that a session has proven or claims, in lower case; empty as long as it has none.
  static String claimed(SessionState state) {
    return switch (state) {
      case AwaitingIdentification _, Ended _ -> "";
      case AwaitingSignature challenged -> challenged.address();
      case Verifying verifying -> verifying.address();
      case Joining(Seat seat) -> seat.address();
      case Joined joined -> joined.seat().address();
    };
  }
}
