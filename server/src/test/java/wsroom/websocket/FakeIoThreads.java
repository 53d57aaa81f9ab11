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

/// Some I/O threads, and one place elsewhere, that take turns on the test's own thread and on a
/// clock that goes when it is told to: in order, or interleaved by chance. Whatever depends on a
/// lucky order of events fails here for some seed, and fails again with the same one.
public final class FakeIoThreads {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int TOO_MANY_STEPS = 10_000_000;

  private record Timer(long atNanos, long number, FakeIoThread thread, Runnable task) {}

  private final List<FakeIoThread> threads;
  private final @Nullable RandomGenerator random;
  private final ArrayDeque<Runnable> elsewhere = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          (one, other) ->
              one.atNanos == other.atNanos
                  ? Long.compare(one.number, other.number)
                  : Long.compare(one.atNanos, other.atNanos));
  private long timerNumber;
  private long nowNanos;
  private long nanosPerLook;
  private long timersFired;
  private @Nullable FakeIoThread current;
  private @Nullable FakeIoThread stalled;

  private FakeIoThreads(int count, @Nullable RandomGenerator random) {
    this.threads = IntStream.range(0, count).mapToObj(i -> new FakeIoThread(this, i)).toList();
    this.random = random;
    // An arbitrary start, as System.nanoTime() has one: it may as well be below zero.
    this.nowNanos = random == null ? -1_000_000_000L : random.nextLong(-1L << 40, 1L << 40);
  }

  /// One thread or several that take turns in order: sockets first, then tasks.
  public static FakeIoThreads inOrder(int count) {
    return new FakeIoThreads(count, null);
  }

  /// Threads of which chance picks the one that runs next. Each still does its own tasks in order.
  public static FakeIoThreads interleavedBy(RandomGenerator random, int count) {
    return new FakeIoThreads(count, random);
  }

  /// Lets every look at the clock cost some time, as if there were work to do.
  public FakeIoThreads whereEachLookTakes(Duration time) {
    nanosPerLook = time.toNanos();
    return this;
  }

  public FakeIoThread get(int index) {
    return threads.get(index);
  }

  public List<IoThread> all() {
    return List.copyOf(threads);
  }

  public int count() {
    return threads.size();
  }

  /// Runs what is no I/O thread's work, such as verifications, in turn with them.
  public Executor elsewhere() {
    return elsewhere::addLast;
  }

  /// Runs something on a thread, now.
  public void on(FakeIoThread thread, Runnable action) {
    FakeIoThread before = current;
    current = thread;
    try {
      action.run();
    } finally {
      current = before;
    }
  }

  /// From now on a thread does nothing, as if it had far too much to do.
  public void stalls(FakeIoThread thread) {
    stalled = thread;
  }

  public void stallsNoMore() {
    stalled = null;
  }

  /// Runs all that is to be done now, and what comes of it. No timer fires.
  public void settle() {
    for (int steps = 0; step(); steps++) {
      if (steps == TOO_MANY_STEPS) {
        throw new AssertionError("the threads never come to rest");
      }
    }
  }

  /// Runs one thing of one thread. Returns false if there is nothing to do.
  public boolean step() {
    List<Runnable> choices = new ArrayList<>();
    for (FakeIoThread thread : threads) {
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
    if (!elsewhere.isEmpty()) {
      choices.add(() -> elsewhere.removeFirst().run());
    }
    if (choices.isEmpty()) {
      return false;
    }
    choices.get(random == null ? 0 : random.nextInt(choices.size())).run();
    return true;
  }

  /// Lets time pass: timers fire in order, and all that is to be done is done.
  public void passes(Duration time) {
    settle();
    long end = nowNanos + time.toNanos();
    while (!timers.isEmpty() && timers.element().atNanos - end <= 0) {
      Timer timer = timers.remove();
      nowNanos = Math.max(nowNanos, timer.atNanos);
      timersFired++;
      timer.thread.execute(timer.task);
      settle();
    }
    nowNanos = Math.max(nowNanos, end);
  }

  /// The clock goes on while all threads stand still, as in a long pause for garbage collection.
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

  long look() {
    nowNanos += nanosPerLook;
    return nowNanos;
  }

  void executeAfter(FakeIoThread thread, Runnable task, long millis) {
    // Real timers are late by one or two milliseconds.
    long late = random == null ? 0 : random.nextLong(2 * NANOS_PER_MILLI);
    timers.add(new Timer(nowNanos + millis * NANOS_PER_MILLI + late, timerNumber++, thread, task));
  }
}
