package wsroom.events;

import java.util.Locale;
import wsroom.session.CloseReason;
import wsroom.session.SessionEvents.JoinedSession;
import wsroom.session.SessionEvents.PendingSession;

/// Something that happened.
public sealed interface Event {

  /// The first peer of a room is about to join.
  record RoomCreated(String roomId, long sessionId) implements Event {}

  /// The last peer of a room has left.
  record RoomGone(String roomId, long sessionId) implements Event {}

  record Joined(JoinedSession who) implements Event {}

  record Left(JoinedSession who, CloseReason reason) implements Event {}

  /// @param text what the peer was told
  record Kicked(JoinedSession who, CloseReason reason, String text) implements Event {}

  /// @param text what the client was told
  record Refused(PendingSession who, CloseReason reason, String text) implements Event {}

  /// Requests were refused before there was a session.
  ///
  /// @param roomId the room that they asked for; empty, if they asked for several
  /// @param reason a short constant name
  /// @param text what the last of them was told
  /// @param count how many they were
  record RequestRefused(Way way, String roomId, String reason, String text, long count)
      implements Event {}

  /// Events are lost to one consumer: never in the log, only in what that consumer hears.
  ///
  /// @param from the sequence of the first of them
  /// @param to that of the last
  record Gap(long from, long to) implements Event {}

  /// What a request was for.
  enum Way {
    /// A WebSocket.
    UPGRADE,

    /// The URI of a room.
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

  /// Whether it concerns a room.
  default boolean concerns(String room) {
    return switch (this) {
      case RoomCreated created -> created.roomId().equals(room);
      case RoomGone gone -> gone.roomId().equals(room);
      case Joined joined -> joined.who().roomId().equals(room);
      case Left left -> left.who().roomId().equals(room);
      case Kicked kicked -> kicked.who().roomId().equals(room);
      case Refused refused -> refused.who().roomId().equals(room);
      case RequestRefused refused -> refused.roomId().equals(room);
      case Gap _ -> true;
    };
  }
}
