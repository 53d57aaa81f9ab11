package wsroom.events;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.Gap;
import wsroom.proto.events.v1.Header;
import wsroom.proto.events.v1.PeerJoined;
import wsroom.proto.events.v1.PeerKicked;
import wsroom.proto.events.v1.PeerLeft;
import wsroom.proto.events.v1.PeerRefused;
import wsroom.proto.events.v1.RequestRefused;
import wsroom.proto.events.v1.RoomCreated;
import wsroom.proto.events.v1.RoomGone;

/// Encodes events for consumers, in protobuf.
///
/// @param source the name of this process
record Envelopes(String source) {

  byte[] encode(RecordedEvent recorded) {
    return Envelope.newBuilder()
        .setHeader(
            Header.newBuilder()
                .setSequence(recorded.sequence())
                .setTimeMs(recorded.timeMillis())
                .setSource(source)
                .setTopic(recorded.event().topic().label()))
        .setEvent(Any.pack(message(recorded.event())))
        .build()
        .toByteArray();
  }

  private static Message message(Event event) {
    return switch (event) {
      case Event.RoomCreated(String roomId, long sessionId) ->
          RoomCreated.newBuilder().setRoomId(roomId).setSessionId(sessionId).build();
      case Event.RoomGone(String roomId, long sessionId) ->
          RoomGone.newBuilder().setRoomId(roomId).setSessionId(sessionId).build();
      case Event.Joined(var session) ->
          PeerJoined.newBuilder()
              .setRoomId(session.roomId())
              .setSessionId(session.sessionId())
              .setAddress(session.address())
              .setAlias(session.alias())
              .build();
      case Event.Left(var session, var reason) ->
          PeerLeft.newBuilder()
              .setRoomId(session.roomId())
              .setSessionId(session.sessionId())
              .setAddress(session.address())
              .setAlias(session.alias())
              .setReason(reason.tag())
              .build();
      case Event.Kicked(var session, var reason, String text) ->
          PeerKicked.newBuilder()
              .setRoomId(session.roomId())
              .setSessionId(session.sessionId())
              .setAddress(session.address())
              .setAlias(session.alias())
              .setReason(reason.tag())
              .setText(text)
              .build();
      case Event.Refused(var session, var reason, String text) ->
          PeerRefused.newBuilder()
              .setRoomId(session.roomId())
              .setSessionId(session.sessionId())
              .setClaimedAddress(session.claimedAddress())
              .setReason(reason.tag())
              .setText(text)
              .build();
      case Event.RequestRefused(var way, String roomId, String reason, String text, long count) ->
          RequestRefused.newBuilder()
              .setWay(way.label())
              .setRoomId(roomId)
              .setReason(reason)
              .setText(text)
              .setCount(count)
              .build();
      case Event.Gap(long from, long to) -> Gap.newBuilder().setFrom(from).setTo(to).build();
    };
  }
}
