package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import wsroom.moderation.TemporaryBlocks.Block;

/// Timed bans and closures, and what happens at the limit of their number.
class TemporaryBlocksTest {
  private Instant now = Instant.EPOCH;
  private final TemporaryBlocks blocks = new TemporaryBlocks(() -> now, 2);

  @Test
  void blockHoldsUntilItsEnd() {
    assertThat(blocks.add("0xa", now.plusSeconds(10), "spam")).isTrue();
    passes(9);
    assertThat(blocks.of("0xa")).contains(new Block("0xa", Instant.EPOCH.plusSeconds(10), "spam"));
    assertThat(blocks.current()).hasSize(1);
    assertThat(blocks.of("0xb")).isEmpty();

    passes(1);
    assertThat(blocks.of("0xa")).isEmpty();
    assertThat(blocks.current()).isEmpty();
  }

  @Test
  void atTheLimitExpiredBlocksAreRemovedAndOthersStay() {
    blocks.add("0xa", now.plusSeconds(10), "spam");
    blocks.add("0xb", now.plusSeconds(20), "spam");
    assertThat(blocks.add("0xc", now.plusSeconds(30), "spam")).isFalse();
    assertThat(blocks.of("0xc")).isEmpty();
    assertThat(blocks.current()).extracting(Block::name).containsExactly("0xa", "0xb");

    passes(10);
    assertThat(blocks.add("0xc", now.plusSeconds(30), "spam")).isTrue();
    assertThat(blocks.add("0xd", now.plusSeconds(30), "spam")).isFalse();
    assertThat(blocks.current()).extracting(Block::name).containsExactly("0xb", "0xc");
  }

  @Test
  void atTheLimitABlockInForceMayBeReplaced() {
    blocks.add("0xa", now.plusSeconds(10), "spam");
    blocks.add("0xb", now.plusSeconds(10), "spam");
    assertThat(blocks.add("0xa", now.plusSeconds(60), "more spam")).isTrue();
    passes(30);

    assertThat(blocks.of("0xa")).map(Block::reason).contains("more spam");
    assertThat(blocks.of("0xb")).isEmpty();
  }

  @Test
  void removedBlockIsOverAndAnExpiredOneWasNotInForce() {
    blocks.add("0xa", now.plusSeconds(10), "spam");
    assertThat(blocks.remove("0xa")).isTrue();
    assertThat(blocks.of("0xa")).isEmpty();
    assertThat(blocks.remove("0xa")).isFalse();

    blocks.add("0xb", now.plusSeconds(10), "spam");
    passes(10);
    assertThat(blocks.remove("0xb")).isFalse();
  }

  @Test
  void blocksAreListedByName() {
    blocks.add("0xb", now.plusSeconds(10), "spam");
    blocks.add("0xa", now.plusSeconds(20), "spam");

    assertThat(blocks.current()).extracting(Block::name).containsExactly("0xa", "0xb");
  }

  private void passes(int seconds) {
    now = now.plusSeconds(seconds);
  }
}
