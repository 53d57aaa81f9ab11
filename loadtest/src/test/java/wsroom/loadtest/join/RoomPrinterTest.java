package wsroom.loadtest.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.proto.rfc4.Chat;
import wsroom.proto.rfc4.Movement;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc4.Position;

/// Lines printed for the events of a room.
class RoomPrinterTest {
  private static final String ALICE = "0x1234567890123456789012345678901234567890";

  private final StringWriter text = new StringWriter();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final RoomPrinter printer =
      new RoomPrinter(new PrintWriter(text), () -> now, ZoneOffset.UTC);

  @Test
  void joinsChatAndLeavesArePrinted() {
    printer.welcomed("plaza", "0xme", 7, List.of());
    printer.joined(ALICE);
    says("hello");
    printer.left(ALICE);

    assertThat(text.toString().lines())
        .containsExactly(
            "12:00:00  you are in plaza as 0xme (alias 7)",
            "12:00:00  nobody else is here",
            "12:00:00  0x1234…7890 joins",
            "12:00:00  0x1234…7890: hello",
            "12:00:00  0x1234…7890 leaves");
  }

  @Test
  void movementsArePrintedOnceASecond() {
    walksTo(1);
    now = now.plusMillis(500);
    walksTo(2);
    now = now.plusMillis(500);
    walksTo(3);

    assertThat(text.toString().lines())
        .containsExactly(
            "12:00:00  0x1234…7890 is at 1.0, 0.0, 0.0",
            "12:00:01  0x1234…7890 is at 3.0, 0.0, 0.0");
  }

  @Test
  void unchangedPositionIsNotPrintedAgain() {
    walksTo(1);
    now = now.plusSeconds(60);
    walksTo(1.4f);

    assertThat(text.toString().lines()).hasSize(1);
  }

  @Test
  void movementsArePrintedLikePositions() {
    received(
        Packet.newBuilder()
            .setMovement(Movement.newBuilder().setPositionX(1).setPositionY(2).setPositionZ(3)));

    assertThat(text.toString()).contains("is at 1.0, 2.0, 3.0");
  }

  @Test
  void emotesOfWebClientsAreNotPrintedAsChat() {
    says("␐robot");

    assertThat(text.toString()).contains("plays robot").doesNotContain(":  ");
  }

  @Test
  void controlCharactersAreReplaced() {
    says("\u001b[2Jhello\r\n12:00:00  0xadmin: trust me");

    assertThat(text.toString().lines())
        .containsExactly("12:00:00  0x1234…7890: ·[2Jhello··12:00:00  0xadmin: trust me");
  }

  @Test
  void undecodableBytesAreCounted() {
    printer.received(ALICE, ByteString.copyFrom(new byte[] {(byte) 0xff, 1, 2}));

    assertThat(text.toString()).contains("sends 3 bytes of something else");
  }

  @Test
  void pathStaysOnItsCircle() {
    CirclePath walk = new CirclePath();
    for (int i = 0; i < 200; i++) {
      Position position = walk.next();
      assertThat(Math.hypot(position.getPositionX() - 8, position.getPositionZ() - 8))
          .isBetween(4.99, 5.01);
      assertThat(Math.hypot(position.getRotationY(), position.getRotationW()))
          .isBetween(0.99, 1.01);
    }
  }

  private void says(String message) {
    received(Packet.newBuilder().setChat(Chat.newBuilder().setMessage(message)));
  }

  private void walksTo(float x) {
    received(Packet.newBuilder().setPosition(Position.newBuilder().setPositionX(x)));
  }

  private void received(Packet.Builder packet) {
    printer.received(ALICE, packet.build().toByteString());
  }
}
