package wsroom.events;

import java.util.Locale;
import java.util.Optional;
import wsroom.config.Topic;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;

/// An event on the server.
public sealed interface Event {

  /// The first peer of a room is about to join.
  record RoomCreated(String roomId, long sessionId) implements Event {}

  /// The last peer of a room has left.
  record RoomGone(String roomId, long sessionId) implements Event {}

  record Joined(JoinedSession session) implements Event {}

  record Left(JoinedSession session, CloseReason reason) implements Event {}

  /// @param text that the peer got
  record Kicked(JoinedSession session, CloseReason reason, String text) implements Event {}

  /// @param text that the client got
  record Refused(PendingSession session, CloseReason reason, String text) implements Event {}

  /// Requests were rejected before there was a session.
  ///
  /// @param roomId the room of all these requests; empty if they were for several
  /// @param reason a short constant name
  /// @param text in the last response
  /// @param count the number of requests
  record RequestRefused(Way way, String roomId, String reason, String text, long count)
      implements Event {}

  /// One consumer has missed events. A gap is sent to that consumer, and is never in the log.
  ///
  /// @param from the sequence of the first missed event
  /// @param to that of the last one
  record Gap(long from, long to) implements Event {}

  /// The kind of a rejected request.
  enum Way {
    /// An upgrade to a WebSocket.
    UPGRADE,

    /// A signed login.
    LOGIN;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  default Topic topic() {
    return switch (this) {
      case RoomCreated _ -> Topic.ROOM_CREATED;
      case RoomGone _ -> Topic.ROOM_GONE;
      case Joined _ -> Topic.PEER_JOINED;
      case Left _ -> Topic.PEER_LEFT;
      case Kicked _ -> Topic.PEER_KICKED;
      case Refused _ -> Topic.PEER_REFUSED;
      case RequestRefused _ -> Topic.REQUEST_REFUSED;
      case Gap _ -> Topic.FEED_GAP;
    };
  }

  /// The room that the event concerns; empty if there are several, or none in particular.
  default Optional<String> room() {
    return switch (this) {
      case RoomCreated created -> Optional.of(created.roomId());
      case RoomGone gone -> Optional.of(gone.roomId());
      case Joined joined -> Optional.of(joined.session().roomId());
      case Left left -> Optional.of(left.session().roomId());
      case Kicked kicked -> Optional.of(kicked.session().roomId());
      case Refused refused -> Optional.of(refused.session().roomId());
      case RequestRefused refused -> Optional.of(refused.roomId()).filter(room -> !room.isEmpty());
      case Gap _ -> Optional.empty();
    };
  }
}
