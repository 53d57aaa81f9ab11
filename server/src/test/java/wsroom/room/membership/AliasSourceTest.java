package wsroom.room.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AliasSourceTest {

  @Test
  void c8AliasesStartAtOneAndIncrease() {
    AliasSource aliases = new AliasSource();
    for (int alias = 1; alias <= 1_000; alias++) {
      assertThat(aliases.next()).hasValue(alias);
    }
  }

  @Test
  void c8AliasesEndAtTheLargest31BitValueAndAreNeverReused() {
    AliasSource aliases = new AliasSource(Integer.MAX_VALUE - 1);

    assertThat(aliases.next()).hasValue(Integer.MAX_VALUE);
    for (int i = 0; i < 3; i++) {
      assertThat(aliases.next()).isEmpty();
    }
  }
}
