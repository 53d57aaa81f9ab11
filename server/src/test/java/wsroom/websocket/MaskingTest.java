package wsroom.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingTest {
  private static final int MARGIN = 9;

  private final Random random = new Random(1);

  @Test
  void everyByteIsUnmaskedAtAnyLengthAndOffset() {
    for (int length = 0; length <= 40; length++) {
      for (int start = 0; start < 8; start++) {
        unmasksLikeTheStandard(length, start, bytes(4), false);
        unmasksLikeTheStandard(length, start, bytes(4), true);
      }
    }
  }

  @Test
  void zeroKeyChangesNothing() {
    unmasksLikeTheStandard(33, 1, new byte[4], false);
  }

  @Test
  void longPayloadIsUnmaskedToItsEnd() {
    unmasksLikeTheStandard(65_535, 6, bytes(4), true);
  }

  private void unmasksLikeTheStandard(int length, int start, byte[] key, boolean direct) {
    byte[] all = bytes(start + length + MARGIN);
    byte[] expected = all.clone();
    for (int i = 0; i < length; i++) {
      expected[start + i] ^= key[i % 4];
    }
    ByteBuffer buffer =
        direct ? ByteBuffer.allocateDirect(all.length) : ByteBuffer.allocate(all.length);
    buffer.order(ByteOrder.nativeOrder()).put(all).flip();
    int mask = ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt();

    Masking.unmask(buffer, start, start + length, mask);

    byte[] unmasked = new byte[all.length];
    buffer.get(0, unmasked);
    assertThat(unmasked)
        .as("length %d at %d, key %s", length, start, Arrays.toString(key))
        .isEqualTo(expected);
    assertThat(buffer.position()).isZero();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
