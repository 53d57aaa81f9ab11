package wsroom.room.flush;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wsroom.websocket.FakeIoThreads;

/// When rooms are flushed, and how much they gather before.
class FlushScheduleTest {
  private static final Duration WINDOW = Duration.ofMillis(5);

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final FlushSchedule schedule = new FlushSchedule(threads.get(0), WINDOW.toNanos());
  private final List<String> flushed = new ArrayList<>();
  private Duration flushCost = Duration.ZERO;

  @Test
  void firstFrameOfARoomIsFlushedOnceTheSocketsAreRead() {
    TestRoom plaza = new TestRoom("plaza");

    plaza.hasFrames(1);
    assertThat(flushed).isEmpty();
    threads.runAll();

    assertThat(flushed).containsExactly("plaza 1");
  }

  /// A room of five peers beside two hundred rooms of forty.
  @Test
  void smallRoomDoesNotWaitWhileTwoHundredOthersGather() {
    TestRoom den = new TestRoom("den");
    den.speaksFor(Duration.ofSeconds(1), Duration.ofMillis(20));
    List<TestRoom> others = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      others.add(new TestRoom("hall"));
      others.getLast().speaksFor(Duration.ofMillis(600), Duration.ofNanos(2500_000));
    }
    flushed.clear();

    others.forEach(hall -> hall.hasFrames(1));
    den.hasFrames(1);
    threads.runAll();

    assertThat(flushed).containsExactly("den 1");
  }

  @ParameterizedTest
  @CsvSource({
    // peers of 10 updates a second each: frames a flush
    "5, 1.0, 1.0",
    "10, 1.0, 1.0",
    "25, 1.9, 2.1",
    "50, 3.0, 3.6",
    "100, 4.3, 4.8",
    "1000, 12.5, 13.5",
  })
  void roomGathersMoreFramesAtAHigherRate(int peers, double least, double most) {
    TestRoom room = new TestRoom("room");
    Duration gap = Duration.ofMillis(100).dividedBy(peers);
    room.speaksFor(Duration.ofSeconds(4), gap);
    flushed.clear();
    room.frames = 0;

    room.speaksFor(Duration.ofSeconds(2), gap);

    assertThat((double) room.frames / flushed.size()).isBetween(least, most);
  }

  @Test
  void roomGathersForTheWindowAtMost() {
    TestRoom room = new TestRoom("room");
    room.speaksFor(Duration.ofSeconds(2), Duration.ofMillis(5));
    flushed.clear();

    room.hasFrames(1);
    threads.passes(WINDOW.minusNanos(1));
    assertThat(flushed).isEmpty();
    threads.passes(Duration.ofNanos(1));

    assertThat(flushed).containsExactly("room 1");
  }

  /// A room with a frame every 200 µs counts as silent after 800 µs without one.
  @Test
  void silentRoomIsFlushedBeforeTheWindowEnds() {
    TestRoom room = new TestRoom("room");
    room.speaksFor(Duration.ofSeconds(2), Duration.ofNanos(200_000));
    room.flushes();
    flushed.clear();

    room.hasFrames(1);
    threads.passes(Duration.ofMillis(1));

    assertThat(flushed).containsExactly("room 1");
  }

  @Test
  void blockOfFramesFromAnotherThreadCountsAsSoManyFrames() {
    TestRoom room = new TestRoom("room");
    room.speaksFor(Duration.ofSeconds(2), Duration.ofMillis(1));
    room.flushes();
    flushed.clear();

    room.hasFrames(5);
    threads.runAll();

    assertThat(flushed).containsExactly("room 5");
  }

  @Test
  void roomIsFlushedAtOnceWithoutAWindow() {
    FlushSchedule atOnce = new FlushSchedule(threads.get(0), 0);
    List<String> seen = new ArrayList<>();
    ScheduledFlush room = atOnce.add(() -> seen.add("flushed"));
    for (int i = 0; i < 1000; i++) {
      atOnce.request(room, 1);
      threads.passes(Duration.ofNanos(100_000));
    }

    assertThat(seen).hasSize(1000);
    assertThat(threads.timersFired()).isZero();
  }

  /// A timer for one room runs when another room gets an earlier deadline.
  @Test
  void earlierDeadlineIsKeptWhileALaterTimerRuns() {
    TestRoom quick = new TestRoom("quick");
    quick.speaksFor(Duration.ofSeconds(2), Duration.ofNanos(200_000));
    TestRoom slow = new TestRoom("slow");
    slow.speaksFor(Duration.ofSeconds(1), Duration.ofMillis(5));
    slow.flushes();
    quick.flushes();
    flushed.clear();

    slow.hasFrames(1);
    quick.hasFrames(1);
    threads.passes(Duration.ofMillis(2));
    assertThat(flushed).containsExactly("quick 1");
    threads.passes(Duration.ofMillis(3));

    assertThat(flushed).containsExactly("quick 1", "slow 1");
  }

  /// An early flush leaves its timer running; the next batch has a deadline of its own.
  @Test
  void timerOfAFlushedBatchDoesNotFlushTheNextEarly() {
    TestRoom room = new TestRoom("room");
    room.speaksFor(Duration.ofSeconds(2), Duration.ofMillis(5));
    room.flushes();
    room.hasFrames(1);
    threads.passes(Duration.ofMillis(3));
    room.flushes();
    flushed.clear();

    room.hasFrames(1);
    threads.passes(WINDOW.minusNanos(1));
    assertThat(flushed).isEmpty();
    threads.passes(Duration.ofNanos(1));

    assertThat(flushed).containsExactly("room 1");
  }

  @Test
  void busyThreadKeepsDeadlinesWithoutATimer() {
    TestRoom room = new TestRoom("room");
    room.speaksFor(Duration.ofSeconds(2), Duration.ofMillis(5));
    room.flushes();
    flushed.clear();
    TestRoom other = new TestRoom("other");

    room.hasFrames(1);
    // No timer fires while the thread is blocked.
    threads.jumps(WINDOW);
    other.hasFrames(1);
    threads.runAll();

    assertThat(flushed).containsExactly("other 1", "room 1");
  }

  @Test
  void roomsAreFlushedInTheOrderInWhichTheyBecameDue() {
    for (String name : List.of("first", "second", "third")) {
      new TestRoom(name).hasFrames(1);
    }
    threads.runAll();

    assertThat(flushed).containsExactly("first 1", "second 1", "third 1");
  }

  /// Three flushes of 300 µs exceed a slice after the second.
  @Test
  void socketsAreReadBetweenTheFlushesOfManyRooms() {
    flushCost = Duration.ofNanos(300_000);
    List<TestRoom> rooms = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      rooms.add(new TestRoom(name));
      rooms.getLast().hasFrames(1);
    }
    threads.step();
    assertThat(flushed).containsExactly("first 1", "second 1");

    // Frames are read for the room that still waits.
    rooms.getLast().hasFrames(2);
    threads.runAll();

    assertThat(flushed).containsExactly("first 1", "second 1", "third 3");
  }

  @Test
  void roomFlushedEarlyIsNotFlushedAgain() {
    TestRoom gathers = new TestRoom("gathers");
    gathers.speaksFor(Duration.ofSeconds(2), Duration.ofMillis(5));
    gathers.flushes();
    flushed.clear();
    TestRoom due = new TestRoom("due");
    TestRoom other = new TestRoom("other");

    due.hasFrames(1);
    other.hasFrames(1);
    gathers.hasFrames(1);
    due.flushes();
    gathers.flushes();
    threads.passes(Duration.ofSeconds(1));

    assertThat(flushed).containsExactly("due 1", "gathers 1", "other 1");
    assertThat(due.scheduled.isIdle()).isTrue();
    assertThat(gathers.scheduled.isIdle()).isTrue();
  }

  /// Records its flushes and how many frames each had.
  private final class TestRoom {
    private final String name;
    private final ScheduledFlush scheduled = schedule.add(this::flush);
    private int waiting;
    private int frames;

    TestRoom(String name) {
      this.name = name;
    }

    void hasFrames(int more) {
      waiting += more;
      frames += more;
      schedule.request(scheduled, more);
    }

    void speaksFor(Duration time, Duration gap) {
      for (long i = 0; i < time.dividedBy(gap); i++) {
        hasFrames(1);
        threads.passes(gap);
      }
    }

    void flushes() {
      schedule.flushNow(scheduled);
    }

    private void flush() {
      flushed.add(name + " " + waiting);
      waiting = 0;
      threads.jumps(flushCost);
    }
  }
}
