package wsroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Signals that end the process, or do not.
class TerminationTest {
  private long nanos = Long.MAX_VALUE - 10;
  private final Termination termination = new Termination(() -> nanos);

  @Test
  void signalsWithinASecondAreOneAndALaterOneEndsAtOnce() {
    assertThat(termination.onSignal()).isEqualTo(Termination.Step.END_IN_ORDER);
    assertThat(termination.onSignal()).isEqualTo(Termination.Step.NOTHING);
    nanos += TimeUnit.MILLISECONDS.toNanos(999);
    assertThat(termination.onSignal()).isEqualTo(Termination.Step.NOTHING);
    nanos += TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(termination.onSignal()).isEqualTo(Termination.Step.END_AT_ONCE);
  }

  @Test
  void hangUpBeforeTheServerServesIsKeptUntilThen() {
    List<String> done = new ArrayList<>();
    HangUps hangUps = new HangUps();
    hangUps.onSignal();
    hangUps.onSignal();
    assertThat(done).isEmpty();

    hangUps.begin(() -> done.add("read"));
    assertThat(done).hasSize(1);
    hangUps.onSignal();
    assertThat(done).hasSize(2);
  }
}
