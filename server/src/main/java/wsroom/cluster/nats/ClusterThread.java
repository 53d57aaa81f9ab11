package wsroom.cluster.nats;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.websocket.EventLoop;

/// The thread that the state of a cluster is confined to: a platform thread with a queue and
/// timers.
///
/// A task that throws is logged, and the next one runs; an [Error] ends the process, as on I/O
/// threads. The queue itself has no limit: those that fill it from outside bound what they put in.
public final class ClusterThread implements EventLoop, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterThread.class);
  private static final int MAX_TASKS_PER_TURN = 64;
  private static final long CLOSE_TIMEOUT_MILLIS = 2_000;

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Consumer<Error> onError;
  private final Thread thread;
  private long timersSet;
  private volatile boolean closed;

  /// @param number orders timers of one moment
  private record Timer(long atNanos, long number, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      long difference = atNanos - other.atNanos;
      return difference == 0 ? Long.compare(number, other.number) : Long.signum(difference);
    }
  }

  /// Starts the thread.
  ///
  /// @param onError handles an [Error] on this thread; it should end the process
  public ClusterThread(Consumer<Error> onError) {
    this.onError = onError;
    thread = Thread.ofPlatform().daemon().name("cluster").unstarted(this::run);
    thread.start();
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  @Override
  public void execute(Runnable task) {
    if (!closed) {
      tasks.add(task);
    }
  }

  @Override
  public void executeAfter(Runnable task, long millis) {
    assert isCurrent();
    long at = nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    timers.add(new Timer(at, timersSet++, task));
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /// The tasks that wait now. From any thread.
  public int queuedTasks() {
    return tasks.size();
  }

  /// Runs what is queued already, and ends the thread. Waits for that a moment.
  @Override
  public void close() {
    closed = true;
    tasks.add(() -> {});
    if (!isCurrent()) {
      try {
        thread.join(CLOSE_TIMEOUT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    List<Runnable> turn = new ArrayList<>(MAX_TASKS_PER_TURN);
    while (!closed || !tasks.isEmpty()) {
      runDueTimers();
      Runnable first = next();
      if (first != null) {
        // Timers are looked at between turns, however long the queue is.
        turn.add(first);
        tasks.drainTo(turn, MAX_TASKS_PER_TURN - 1);
        turn.forEach(this::run);
        turn.clear();
      }
    }
  }

  private void runDueTimers() {
    // Timers that these set are due in a later turn at the earliest.
    long now = nanoTime();
    for (Timer due = timers.peek(); due != null && due.atNanos - now <= 0; due = timers.peek()) {
      timers.remove();
      run(due.task);
    }
  }

  private @Nullable Runnable next() {
    Timer timer = timers.peek();
    try {
      return timer == null
          ? tasks.take()
          : tasks.poll(Math.max(0, timer.atNanos - nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException nobodyInterruptsThisThread) {
      return null;
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      log.error("a task of the cluster failed", bug);
    } catch (Error fatal) {
      onError.accept(fatal);
    }
  }
}
