package authchain;

import static authchain.ReplayCache.Outcome.FULL;
import static authchain.ReplayCache.Outcome.NEW;
import static authchain.ReplayCache.Outcome.REPLAYED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Accepted requests are cached until they expire, in any order.
class ReplayCacheTest {
  private static final String ALICE = "0x" + "a".repeat(40);
  private static final String BOB = "0x" + "b".repeat(40);

  private final ReplayCache cache = new ReplayCache(2);

  @Test
  void requestIsCachedUntilItExpires() {
    assertThat(cache.add(ALICE, "x", 0, 100)).isEqualTo(NEW);
    assertThat(cache.add(ALICE, "x", 100, 100)).isEqualTo(REPLAYED);
    assertThat(cache.add(ALICE, "x", 101, 200)).isEqualTo(NEW);
  }

  @Test
  void sameTextOfAnotherOwnerIsAnotherRequest() {
    assertThat(cache.add(ALICE, "x", 0, 100)).isEqualTo(NEW);
    assertThat(cache.add(BOB, "x", 0, 100)).isEqualTo(NEW);
    assertThat(cache.add(BOB, "x", 0, 100)).isEqualTo(REPLAYED);
  }

  @Test
  void fullCacheEvictsNothingBeforeItsExpiry() {
    cache.add(ALICE, "later", 0, 200);
    cache.add(ALICE, "sooner", 0, 100);

    assertThat(cache.add(ALICE, "third", 100, 300)).isEqualTo(FULL);
    assertThat(cache.add(ALICE, "sooner", 100, 100)).isEqualTo(REPLAYED);
    assertThat(cache.add(ALICE, "third", 101, 300)).isEqualTo(NEW);
    assertThat(cache.add(ALICE, "later", 101, 200)).isEqualTo(REPLAYED);
    assertThat(cache.add(ALICE, "fourth", 101, 300)).isEqualTo(FULL);
    assertThat(cache.add(ALICE, "fourth", 301, 400)).isEqualTo(NEW);
    assertThat(cache.add(ALICE, "fifth", 301, 400)).isEqualTo(NEW);
  }
}
