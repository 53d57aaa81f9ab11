package wsroom.events;

import java.util.Locale;
import wsroom.session.CloseReason;
import wsroom.session.SessionEvents.Attendee;
import wsroom.session.SessionEvents.Newcomer;

/// Something that happened.
public sealed interface Event {

  Topic topic();

  /// Whether it concerns a room.
  boolean concerns(String roomId);

  /// The first peer of a room is about to join.
  record RoomCreated(String roomId, long sessionId) implements Event {
    @Override
    public Topic topic() {
      return Topic.ROOM_CREATED;
    }

    @Override
    public boolean concerns(String room) {
      return roomId.equals(room);
    }
  }

  /// The last peer of a room has left.
  record RoomGone(String roomId, long sessionId) implements Event {
    @Override
    public Topic topic() {
      return Topic.ROOM_GONE;
    }

    @Override
    public boolean concerns(String room) {
      return roomId.equals(room);
    }
  }

  record Joined(Attendee who) implements Event {
    @Override
    public Topic topic() {
      return Topic.PEER_JOINED;
    }

    @Override
    public boolean concerns(String room) {
      return who.roomId().equals(room);
    }
  }

  record Left(Attendee who, CloseReason reason) implements Event {
    @Override
    public Topic topic() {
      return Topic.PEER_LEFT;
    }

    @Override
    public boolean concerns(String room) {
      return who.roomId().equals(room);
    }
  }

  /// @param text what the peer was told
  record Kicked(Attendee who, CloseReason reason, String text) implements Event {
    @Override
    public Topic topic() {
      return Topic.PEER_KICKED;
    }

    @Override
    public boolean concerns(String room) {
      return who.roomId().equals(room);
    }
  }

  /// @param text what the client was told
  record Refused(Newcomer who, CloseReason reason, String text) implements Event {
    @Override
    public Topic topic() {
      return Topic.PEER_REFUSED;
    }

    @Override
    public boolean concerns(String room) {
      return who.roomId().equals(room);
    }
  }

  /// Requests were refused before there was a session.
  ///
  /// @param roomId the room that they asked for; empty, if they asked for several
  /// @param reason a short constant name
  /// @param text what the last of them was told
  /// @param count how many they were
  record RequestRefused(Way way, String roomId, String reason, String text, long count)
      implements Event {
    @Override
    public Topic topic() {
      return Topic.REQUEST_REFUSED;
    }

    @Override
    public boolean concerns(String room) {
      return roomId.equals(room);
    }
  }

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

  /// Events are lost to one consumer: never in the log, only in what that consumer hears.
  ///
  /// @param from the sequence of the first of them
  /// @param to that of the last
  record Gap(long from, long to) implements Event {
    @Override
    public Topic topic() {
      return Topic.FEED_GAP;
    }

    @Override
    public boolean concerns(String room) {
      return true;
    }
  }
}
