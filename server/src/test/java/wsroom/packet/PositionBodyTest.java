package wsroom.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import wsroom.proto.rfc4.Chat;
import wsroom.proto.rfc4.Movement;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc4.Position;

class PositionBodyTest {

  @Test
  void positionAndMovementAreDecoded() {
    Packet position =
        Packet.newBuilder()
            .setPosition(Position.newBuilder().setIndex(7).setPositionX(1).setPositionZ(-3))
            .setProtocolVersion(100)
            .build();
    Packet movement =
        Packet.newBuilder()
            .setMovement(Movement.newBuilder().setTimestamp(1).setPositionY(2))
            .build();

    assertThat(seemsAPosition(position)).isTrue();
    assertThat(PositionBody.decode(position.toByteArray()))
        .hasValue(new PositionBody.Place(1, 0, -3));
    assertThat(seemsAPosition(movement)).isTrue();
    assertThat(PositionBody.decode(movement.toByteArray()))
        .hasValue(new PositionBody.Place(0, 2, 0));
  }

  @Test
  void otherPacketsAreNot() {
    Packet chat = Packet.newBuilder().setChat(Chat.newBuilder().setMessage("hello")).build();

    assertThat(seemsAPosition(chat)).isFalse();
    assertThat(seemsAPosition(Packet.getDefaultInstance())).isFalse();
    assertThat(PositionBody.decode(chat.toByteArray())).isEmpty();
  }

  @Test
  void hostileBytesAreNoPosition() {
    Packet infinite =
        Packet.newBuilder()
            .setPosition(Position.newBuilder().setPositionX(Float.POSITIVE_INFINITY))
            .build();

    assertThat(PositionBody.decode(infinite.toByteArray())).isEmpty();
    assertThat(PositionBody.decode(new byte[] {10, 127, 1})).isEmpty();
    assertThat(PositionBody.decode(new byte[] {10})).isEmpty();
  }

  private static boolean seemsAPosition(Packet packet) {
    byte[] bytes = packet.toByteArray();
    return PositionBody.isPosition(ByteBuffer.wrap(bytes), 0, bytes.length);
  }
}
