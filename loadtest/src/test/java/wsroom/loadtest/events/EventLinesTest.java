package wsroom.loadtest.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
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

class EventLinesTest {

  @Test
  void eachEventIsPrintedAsALine() throws InvalidProtocolBufferException {
    assertThat(line(RoomCreated.newBuilder().setRoomId("plaza").setSessionId(5).build()))
        .isEqualTo("1970-01-01 00:00:01.002 #17 a.topic plaza session 5");
    assertThat(line(RoomGone.newBuilder().setRoomId("plaza").setSessionId(5).build()))
        .endsWith(" plaza session 5");
    assertThat(
            line(
                PeerJoined.newBuilder()
                    .setRoomId("plaza")
                    .setSessionId(5)
                    .setAddress("0xa")
                    .setAlias(7)
                    .build()))
        .endsWith(" plaza session 5 0xa as 7");
    assertThat(line(PeerLeft.newBuilder().setAddress("0xa").setReason("unresponsive").build()))
        .endsWith(" 0xa (unresponsive)");
    assertThat(
            line(
                PeerKicked.newBuilder()
                    .setAddress("0xa")
                    .setReason("kicked")
                    .setText("spam")
                    .build()))
        .endsWith(" 0xa (kicked): spam");
    assertThat(line(PeerRefused.newBuilder().setReason("room_full").setText("full").build()))
        .endsWith(" claiming to be nobody (room_full): full");
    assertThat(
            line(
                RequestRefused.newBuilder()
                    .setWay("upgrade")
                    .setReason("origin")
                    .setText("no")
                    .setCount(7)
                    .build()))
        .endsWith(" several rooms upgrade, 7 times (origin): no");
    assertThat(line(Gap.newBuilder().setFrom(3).setTo(9).build()))
        .endsWith(" events 3 to 9 were lost");
  }

  @Test
  void jsonEventHasThePropertiesOfTheApi() throws InvalidProtocolBufferException {
    String header =
        "{\"sequence\":17,\"time\":\"1970-01-01T00:00:01.002Z\",\"topic\":\"a.topic\","
            + "\"source\":\"ws-room-1\",";
    assertThat(json(RoomCreated.newBuilder().setRoomId("pla\"za").setSessionId(5).build()))
        .isEqualTo(header + "\"roomId\":\"pla\\\"za\",\"sessionId\":5}");
    assertThat(
            json(
                PeerKicked.newBuilder()
                    .setRoomId("plaza")
                    .setSessionId(5)
                    .setAddress("0xa")
                    .setAlias(-1)
                    .setReason("kicked")
                    .setText("spam\u001b")
                    .build()))
        .isEqualTo(
            header
                + "\"roomId\":\"plaza\",\"sessionId\":5,\"address\":\"0xa\","
                + "\"alias\":4294967295,\"reason\":\"kicked\",\"text\":\"spam\\u001B\"}");
    assertThat(json(Gap.newBuilder().setFrom(3).setTo(9).build()))
        .isEqualTo(header + "\"from\":3,\"to\":9}");
    assertThat(json(StringValue.of("x")))
        .endsWith("\"type\":\"type.googleapis.com/google.protobuf.StringValue\"}");
  }

  private static String json(Message event) throws InvalidProtocolBufferException {
    return new EventJson().line(envelope(event));
  }

  @Test
  void unknownEventIsPrintedWithItsType() throws InvalidProtocolBufferException {
    assertThat(line(StringValue.of("x"))).endsWith("google.protobuf.StringValue");
  }

  @Test
  void controlCharactersAreReplaced() throws InvalidProtocolBufferException {
    assertThat(line(PeerKicked.newBuilder().setText("a\u001b[2Jb\nc").build()))
        .endsWith("a·[2Jb·c");
  }

  private static String line(Message event) throws InvalidProtocolBufferException {
    return new EventLines(ZoneOffset.UTC).line(envelope(event));
  }

  private static Envelope envelope(Message event) {
    return Envelope.newBuilder()
        .setHeader(
            Header.newBuilder()
                .setSequence(17)
                .setTimeMs(1002)
                .setTopic("a.topic")
                .setSource("ws-room-1"))
        .setEvent(Any.pack(event))
        .build();
  }
}
