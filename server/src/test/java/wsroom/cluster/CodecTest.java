package wsroom.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Member;
import wsroom.room.membership.Origin;

/// Messages survive the way to another node, and hostile ones are refused.
class CodecTest {
  private static final Origin ELSEWHERE = new Origin.Node(7);

  @Test
  void blocksSurviveTheWay() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      RoomBlock block = randomBlock(random);
      byte[] message = new RoomMessage.Block("plaza", 7, seed, block).encode();
      RoomMessage.Block read = (RoomMessage.Block) RoomMessage.decode(message);

      assertThat(read.number()).isEqualTo(seed);
      assertThat(read.events().hasGap()).isEqualTo(block.hasGap());
      assertThat(frames(read.events())).as("seed %s", seed).isEqualTo(frames(block));
      assertThat(read.events().changes()).hasSameSizeAs(block.changes());
      assertThat(new RoomMessage.Block("plaza", 7, seed, read.events()).encode())
          .isEqualTo(message);
    }
  }

  @Test
  void otherMessagesSurviveTheWay() {
    NodeRef node = new NodeRef("a", 9);
    List<Member> members = List.of(new Member(1, "0xa", new Origin.Node(9), 3));
    var link = new MailboxMessage.Link(node, "plaza", 5, OptionalLong.of(0), true, members);
    MessageReader reader = new MessageReader(link.encode());
    assertThat(Wire.readKind(reader)).isEqualTo(MailboxMessage.LINK);
    assertThat(MailboxMessage.Link.decode(reader)).isEqualTo(link);
    var record =
        new Records.RoomRecord("plaza", List.of(new Records.RoomRecord.Share(node, 3, 1L << 40)));
    assertThat(Records.RoomRecord.decode(record.encode())).isEqualTo(record);
    var session = new Records.SessionRecord(node, "plaza", 77);
    assertThat(Records.SessionRecord.decode(session.encode())).isEqualTo(session);
    var lease = new Records.NodeValue.Lease(0, "wss://a.example", true, 12);
    assertThat(Records.NodeValue.decode(lease.encode())).isEqualTo(lease);
    var yielded = new MailboxMessage.Yielded(false, "plaza", 4);
    assertThat(MailboxMessage.Yielded.decode(yielded.encode())).isEqualTo(yielded);
  }

  /// Every truncation, and any changed byte, is either refused or read as some other message.
  @Test
  void hostileMessagesAreRefused() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      byte[] message = new RoomMessage.Block("plaza", 7, 8, randomBlock(random)).encode();
      byte[] cut = Arrays.copyOf(message, random.nextInt(message.length));
      assertThatThrownBy(() -> RoomMessage.decode(cut))
          .isInstanceOf(MalformedMessageException.class);
      byte[] changed = message.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      try {
        RoomMessage.decode(changed);
      } catch (MalformedMessageException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void unknownVersionIsRefused() {
    byte[] message = new RoomMessage.Head("plaza", 7, 8).encode();
    message[0] = 9;
    assertThatThrownBy(() -> RoomMessage.decode(message))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("version 9 is unknown");
  }

  private static RoomBlock randomBlock(Random random) {
    RoomBlock block = new RoomBlock();
    if (random.nextInt(5) == 0) {
      block.markGap();
    }
    for (int i = random.nextInt(20); i >= 0; i--) {
      int alias = 1 + random.nextInt(100_000);
      switch (random.nextInt(4)) {
        case 0 -> BlockCodec.addJoin(block, new Member(alias, "0x" + alias, ELSEWHERE, alias));
        case 1 -> BlockCodec.addLeave(block, new Member(alias, "", ELSEWHERE, 0));
        default -> {
          byte[] payload = new byte[random.nextInt(3) == 0 ? random.nextInt(2000) : 20];
          random.nextBytes(payload);
          boolean unreliable = random.nextBoolean();
          block.frames.begin(payload.length).put(payload);
          block.frames.end(unreliable);
          if (unreliable) {
            block.addedUnreliable();
          }
        }
      }
    }
    return block;
  }

  private static List<String> frames(RoomBlock block) {
    List<String> frames = new ArrayList<>();
    for (int frame = 0; frame < block.frames.count(); frame++) {
      int start = block.frames.start(frame);
      byte[] bytes = new byte[block.frames.start(frame + 1) - start];
      block.frames.copy(start, bytes, 0, bytes.length);
      frames.add(block.frames.mayBeDropped(frame) + Arrays.toString(bytes));
    }
    return frames;
  }
}
