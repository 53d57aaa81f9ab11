package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The reaction to terminating signals.
class TerminationSignalsTest {
  private long nanos = Long.MAX_VALUE - 10;
  private final TerminationSignals termination = new TerminationSignals(() -> nanos);

  @Test
  void signalsWithinASecondAreOneAndALaterOneExitsAtOnce() {
    assertThat(termination.onSignal()).isEqualTo(TerminationSignals.Step.SHUT_DOWN);
    assertThat(termination.onSignal()).isEqualTo(TerminationSignals.Step.IGNORE);
    nanos += TimeUnit.MILLISECONDS.toNanos(999);
    assertThat(termination.onSignal()).isEqualTo(TerminationSignals.Step.IGNORE);
    nanos += TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(termination.onSignal()).isEqualTo(TerminationSignals.Step.EXIT_AT_ONCE);
  }

  @Test
  void hangUpBeforeTheServerServesIsDeferred() {
    List<String> done = new ArrayList<>();
    HangupSignal hangUps = new HangupSignal();
    hangUps.onSignal();
    hangUps.onSignal();
    assertThat(done).isEmpty();

    hangUps.begin(() -> done.add("read"));
    assertThat(done).hasSize(1);
    hangUps.onSignal();
    assertThat(done).hasSize(2);
  }
}
