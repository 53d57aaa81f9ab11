package wsroom.websocket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// I/O threads, and an executor for offloaded work, that take turns on the test's own thread and
/// share a clock set by the test: in order, or randomly interleaved. A test that depends on a lucky
/// order of events fails for some seed, and fails again with the same one.
public final class FakeIoThreads {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int MAX_STEPS = 10_000_000;

  private record Timer(long atNanos, long number, FakeIoThread thread, Runnable task) {}

  private final List<FakeIoThread> threads;

  /// The I/O threads, and loops of other work.
  private final List<FakeIoThread> loops;
  private final @Nullable RandomGenerator random;
  private final ArrayDeque<Runnable> offloaded = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          (one, other) ->
              one.atNanos == other.atNanos
                  ? Long.compare(one.number, other.number)
                  : Long.compare(one.atNanos, other.atNanos));
  private long timerNumber;
  private long nowNanos;
  private long nanosPerClockRead;
  private long timersFired;
  private @Nullable FakeIoThread current;
  private @Nullable FakeIoThread stalled;

  private FakeIoThreads(int count, @Nullable RandomGenerator random) {
    this.threads = IntStream.range(0, count).mapToObj(i -> new FakeIoThread(this, i)).toList();
    this.loops = new ArrayList<>(threads);
    this.random = random;
    // An arbitrary origin, possibly negative, as that of System.nanoTime.
    this.nowNanos = random == null ? -1_000_000_000L : random.nextLong(-1L << 40, 1L << 40);
  }

  /// Threads that take turns in order: sockets first, then tasks.
  public static FakeIoThreads inOrder(int count) {
    return new FakeIoThreads(count, null);
  }

  /// Threads that run in random order. Each still runs its own tasks in order.
  public static FakeIoThreads interleavedBy(RandomGenerator random, int count) {
    return new FakeIoThreads(count, random);
  }

  /// Makes every reading of the clock cost some time, as if there were work to do.
  public FakeIoThreads whereEachLookTakes(Duration time) {
    nanosPerClockRead = time.toNanos();
    return this;
  }

  public FakeIoThread get(int index) {
    return threads.get(index);
  }

  /// Adds an event loop that is none of the I/O threads.
  public FakeIoThread addLoop() {
    FakeIoThread loop = new FakeIoThread(this, loops.size());
    loops.add(loop);
    return loop;
  }

  public List<IoThread> all() {
    return List.copyOf(threads);
  }

  public int count() {
    return threads.size();
  }

  /// Runs work of no I/O thread, such as verifications, in turn with the threads.
  public Executor offloaded() {
    return offloaded::addLast;
  }

  /// Runs an action on a thread, now.
  public void on(FakeIoThread thread, Runnable action) {
    FakeIoThread before = current;
    current = thread;
    try {
      action.run();
    } finally {
      current = before;
    }
  }

  /// Stops a thread from running anything, as if it were overloaded.
  public void stalls(FakeIoThread thread) {
    stalled = thread;
  }

  public void stallsNoMore() {
    stalled = null;
  }

  /// Runs everything that is ready, and whatever that makes ready. No timer fires.
  public void runAll() {
    for (int steps = 0; step(); steps++) {
      if (steps == MAX_STEPS) {
        throw new AssertionError("the threads never become idle");
      }
    }
  }

  /// Runs one event or task. Returns false if there is none.
  public boolean step() {
    List<Runnable> choices = new ArrayList<>();
    for (FakeIoThread thread : loops) {
      if (thread == stalled) {
        continue;
      }
      if (!thread.ready().isEmpty()) {
        choices.add(() -> on(thread, thread.ready().removeFirst()));
      }
      if (!thread.tasks().isEmpty()) {
        choices.add(() -> on(thread, thread.tasks().removeFirst()));
      }
    }
    if (!offloaded.isEmpty()) {
      choices.add(() -> offloaded.removeFirst().run());
    }
    if (choices.isEmpty()) {
      return false;
    }
    choices.get(random == null ? 0 : random.nextInt(choices.size())).run();
    return true;
  }

  /// Lets time pass: timers fire in order, and everything ready is run.
  public void passes(Duration time) {
    runAll();
    long end = nowNanos + time.toNanos();
    while (!timers.isEmpty() && timers.element().atNanos - end <= 0) {
      Timer timer = timers.remove();
      nowNanos = Math.max(nowNanos, timer.atNanos);
      timersFired++;
      timer.thread.execute(timer.task);
      runAll();
    }
    nowNanos = Math.max(nowNanos, end);
  }

  /// Advances the clock while all threads stand still, as in a long garbage collection.
  public void jumps(Duration time) {
    nowNanos += time.toNanos();
  }

  public long timersFired() {
    return timersFired;
  }

  public long nowNanos() {
    return nowNanos;
  }

  @Nullable FakeIoThread current() {
    return current;
  }

  long readClock() {
    nowNanos += nanosPerClockRead;
    return nowNanos;
  }

  void executeAfter(FakeIoThread thread, Runnable task, long millis) {
    // Real timers are late by one or two milliseconds.
    long late = random == null ? 0 : random.nextLong(2 * NANOS_PER_MILLI);
    timers.add(new Timer(nowNanos + millis * NANOS_PER_MILLI + late, timerNumber++, thread, task));
  }
}
