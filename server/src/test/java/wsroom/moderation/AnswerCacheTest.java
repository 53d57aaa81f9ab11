package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerCacheTest {
  private final AnswerCache answers = new AnswerCache();

  @Test
  void floodOfUnknownAddressesIsBoundedAndEvictsNoBan() {
    assertThat(answers.put("eve", true, 1)).isTrue();
    for (int i = 0; i < 100_000; i++) {
      answers.put("stranger " + i, false, 2);
    }

    assertThat(answers.all()).isEqualTo(20_001);
    assertThat(answers.get("eve")).contains(new AnswerCache.Answer(true, 1));
    assertThat(answers.get("stranger 0")).isEmpty();
    assertThat(answers.get("stranger 99999")).contains(new AnswerCache.Answer(false, 2));
  }

  @Test
  void bansAreBounded() {
    for (int i = 0; i < 20_000; i++) {
      answers.put("banned " + i, true, 1);
    }

    assertThat(answers.banned()).isEqualTo(10_000);
  }

  @Test
  void answerToAnEarlierQueryIsIgnored() {
    answers.put("eve", true, 2);
    assertThat(answers.put("eve", false, 1)).isFalse();
    assertThat(answers.get("eve")).contains(new AnswerCache.Answer(true, 2));

    answers.put("ann", false, 2);
    assertThat(answers.put("ann", true, 1)).isFalse();
    assertThat(answers.get("ann")).contains(new AnswerCache.Answer(false, 2));
  }

  @Test
  void onlyTheFirstAnswerOfABanIsNew() {
    assertThat(answers.put("eve", true, 1)).isTrue();
    assertThat(answers.put("eve", true, 2)).isFalse();
    assertThat(answers.put("eve", false, 3)).isFalse();
    assertThat(answers.put("eve", true, 4)).isTrue();
  }
}
