package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import wsroom.moderation.TemporaryBlocks.Exclusion;

/// Timed bans and closures, and what happens at the limit of their number.
class TemporaryBlocksTest {
  private Instant now = Instant.EPOCH;
  private final TemporaryBlocks exclusions = new TemporaryBlocks(() -> now, 2);

  @Test
  void exclusionHoldsUntilItsTimeAndNotLonger() {
    assertThat(exclusions.add("0xa", now.plusSeconds(10), "spam")).isTrue();
    passes(9);
    assertThat(exclusions.of("0xa"))
        .contains(new Exclusion("0xa", Instant.EPOCH.plusSeconds(10), "spam"));
    assertThat(exclusions.current()).hasSize(1);
    assertThat(exclusions.of("0xb")).isEmpty();

    passes(1);
    assertThat(exclusions.of("0xa")).isEmpty();
    assertThat(exclusions.current()).isEmpty();
  }

  @Test
  void atTheLimitExpiredExclusionsMakeWayAndThoseInForceStay() {
    exclusions.add("0xa", now.plusSeconds(10), "spam");
    exclusions.add("0xb", now.plusSeconds(20), "spam");
    assertThat(exclusions.add("0xc", now.plusSeconds(30), "spam")).isFalse();
    assertThat(exclusions.of("0xc")).isEmpty();
    assertThat(exclusions.current()).extracting(Exclusion::name).containsExactly("0xa", "0xb");

    passes(10);
    assertThat(exclusions.add("0xc", now.plusSeconds(30), "spam")).isTrue();
    assertThat(exclusions.add("0xd", now.plusSeconds(30), "spam")).isFalse();
    assertThat(exclusions.current()).extracting(Exclusion::name).containsExactly("0xb", "0xc");
  }

  @Test
  void atTheLimitAnExclusionInForceMayBeReplaced() {
    exclusions.add("0xa", now.plusSeconds(10), "spam");
    exclusions.add("0xb", now.plusSeconds(10), "spam");
    assertThat(exclusions.add("0xa", now.plusSeconds(60), "more spam")).isTrue();
    passes(30);

    assertThat(exclusions.of("0xa")).map(Exclusion::reason).contains("more spam");
    assertThat(exclusions.of("0xb")).isEmpty();
  }

  @Test
  void liftedExclusionIsOverAndAnExpiredOneWasNone() {
    exclusions.add("0xa", now.plusSeconds(10), "spam");
    assertThat(exclusions.remove("0xa")).isTrue();
    assertThat(exclusions.of("0xa")).isEmpty();
    assertThat(exclusions.remove("0xa")).isFalse();

    exclusions.add("0xb", now.plusSeconds(10), "spam");
    passes(10);
    assertThat(exclusions.remove("0xb")).isFalse();
  }

  @Test
  void exclusionsAreListedByName() {
    exclusions.add("0xb", now.plusSeconds(10), "spam");
    exclusions.add("0xa", now.plusSeconds(20), "spam");

    assertThat(exclusions.current()).extracting(Exclusion::name).containsExactly("0xa", "0xb");
  }

  private void passes(int seconds) {
    now = now.plusSeconds(seconds);
  }
}
