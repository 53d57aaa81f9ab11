package wsroom.fault;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Paces its users: a number of turns per second, and a total number of turns.
///
/// Thread-safe.
final class Metronome implements AutoCloseable {
  private static final int BEATS_A_SECOND = 100;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("metronome").factory());
  private final Semaphore turns = new Semaphore(0, true);
  private final int turnsInAll;
  private final double turnsABeat;
  private int given;
  private double due;

  Metronome(int turnsASecond, int turnsInAll) {
    this.turnsABeat = (double) turnsASecond / BEATS_A_SECOND;
    this.turnsInAll = turnsInAll;
    var _ =
        clock.scheduleAtFixedRate(
            this::beat, 0, TimeUnit.SECONDS.toMicros(1) / BEATS_A_SECOND, TimeUnit.MICROSECONDS);
  }

  /// Waits for a turn.
  ///
  /// @return false once all turns have been taken
  boolean waits() throws InterruptedException {
    turns.acquire();
    return given < turnsInAll;
  }

  private void beat() {
    due += turnsABeat;
    int now = (int) due;
    due -= now;
    given = Math.min(turnsInAll, given + now);
    // At the end, all waiting threads are released.
    turns.release(given == turnsInAll ? turnsInAll : now);
    if (given == turnsInAll) {
      clock.shutdown();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
