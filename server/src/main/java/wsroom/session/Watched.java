package wsroom.session;

import java.time.Instant;
import java.util.Optional;
import wsroom.room.Peer;
import wsroom.room.Seat;
import wsroom.session.SessionEvents.Attendee;
import wsroom.session.SessionEvents.Newcomer;
import wsroom.session.SessionState.AwaitingIdentification;
import wsroom.session.SessionState.AwaitingSignature;
import wsroom.session.SessionState.Ended;
import wsroom.session.SessionState.Joined;
import wsroom.session.SessionState.Joining;
import wsroom.session.SessionState.Verifying;

/// A session as those who watch it know it: tells them of its life, and asks whom they shut out.
///
/// @param id the session's number, never given twice
record Watched(Oversight oversight, long id, String roomId) {

  /// What the client is to be told if the room is closed.
  Optional<String> whyRoomIsClosed() {
    return oversight.whyRoomIsClosed(roomId);
  }

  /// What the client is to be told if its address is banned.
  Optional<String> whyAddressIsOut(String address) {
    return oversight.whyAddressIsOut(address);
  }

  /// The time of day, as operators see it.
  Instant now() {
    return oversight.clock().instant();
  }

  void joined(Seat seat, Peer peer) {
    oversight.events().joined(attendee(seat, peer));
  }

  /// Before the seat is given back: the join of who takes it is told after the leave.
  ///
  /// @param last the state that it ended in
  void ended(SessionState last, CloseReason reason, String text) {
    SessionEvents events = oversight.events();
    if (last instanceof Joined joined) {
      Attendee who = attendee(joined.seat(), joined.peer());
      if (reason.isKick()) {
        events.kicked(who, reason, text);
      }
      events.left(who, reason);
    } else if (!reason.isOfTheClient()) {
      events.refused(new Newcomer(id, roomId, claimed(last)), reason, text);
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

  private Attendee attendee(Seat seat, Peer peer) {
    return new Attendee(id, roomId, seat.address(), peer.alias());
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
