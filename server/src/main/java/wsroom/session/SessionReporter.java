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

/// Reports one session's events to operators, and checks their blocks for it.
///
/// @param id the session's number, never used twice
record SessionReporter(Moderation moderation, long id, String roomId) {

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

  void joined(Seat seat, Peer peer) {
    moderation.events().joined(joinedSession(seat, peer));
  }

  /// Called before the seat is released, so that the leave precedes the join of its next holder.
  ///
  /// @param last the state in which it ended
  void ended(SessionState last, CloseReason reason, String text) {
    SessionEvents events = moderation.events();
    if (last instanceof Joined joined) {
      JoinedSession session = joinedSession(joined.seat(), joined.peer());
      if (reason.isKick()) {
        events.kicked(session, reason, text);
      }
      events.left(session, reason);
    } else if (!reason.isByClient()) {
      events.refused(new PendingSession(id, roomId, claimedAddress(last)), reason, text);
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
            joined.seat().address(),
            joined.peer().alias(),
            id,
            joined.at(),
            joined.peer().figures(now)));
  }

  private JoinedSession joinedSession(Seat seat, Peer peer) {
    return new JoinedSession(id, roomId, seat.address(), peer.alias());
  }

  /// The verified or claimed address of a session, in lower case; empty if it has none.
  static String claimedAddress(SessionState state) {
    return switch (state) {
      case AwaitingIdentification _, Ended _ -> "";
      case AwaitingSignature challenged -> challenged.address();
      case Verifying verifying -> verifying.address();
      case Joining(Seat seat) -> seat.address();
      case Joined joined -> joined.seat().address();
    };
  }
}
