package wsroom.loadtest.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An event loop: one thread that serves many connections. They share its read buffer, so that an
/// idle connection holds none.
public final class ClientLoop implements AutoCloseable {
  /// Large, because each read costs a system call; small enough for the second-level cache, so that
  /// the bytes are still cached when they are parsed.
  private static final int READ_BUFFER_BYTES = 256 * 1024;

  private static final int WRITE_BUFFER_BYTES = 256 * 1024;

  /// Above this wait the selector's own timeout is used; the wakeup timer covers the rest.
  private static final long COARSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final Selector selector;
  private final Timers timers;
  private final WakeupTimer wakeupTimer;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Consumer<SelectionKey> ready = this::serve;
  private volatile @Nullable Throwable failure;
  private volatile boolean stopped;

  // Confined to the loop's thread.
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
  private final FrameWriter writer = new FrameWriter(ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES));
  private final SplittableRandom random = new SplittableRandom();
  private long blockedNanos;
  private long servedAt;
  private long due;

  public ClientLoop(String name, Timers timers) {
    this.timers = timers;
    try {
      this.selector = Selector.open();
    } catch (IOException noSelector) {
      throw new UncheckedIOException(noSelector);
    }
    this.wakeupTimer = new WakeupTimer(selector, name + " wakeup");
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
    wakeupTimer.start();
  }

  public boolean onThread() {
    return Thread.currentThread().equals(thread);
  }

  /// Runs the task on the loop's thread, after the sockets that are ready now.
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /// Evaluates a supplier on the loop's thread. Fails if the loop has failed.
  public <T> CompletableFuture<T> ask(Supplier<T> question) {
    Question<T> asked = new Question<>(question, new CompletableFuture<>());
    execute(asked);
    Throwable why = failure;
    if (why != null) {
      asked.answer.completeExceptionally(why);
    }
    return asked.answer;
  }

  /// Total time the loop has blocked in select.
  public long blockedNanos() {
    assert onThread();
    return blockedNanos;
  }

  Selector selector() {
    return selector;
  }

  ByteBuffer readBuffer() {
    return readBuffer;
  }

  FrameWriter writer() {
    return writer;
  }

  RandomGenerator random() {
    return random;
  }

  /// Stops the loop and closes its sockets without a close frame.
  @Override
  public void close() {
    stopped = true;
    selector.wakeup();
    wakeupTimer.stop();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector) {
      while (!stopped) {
        due = timers.runDue(System.nanoTime());
        select();
        runTasks();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException | RuntimeException | Error bug) {
      // A bug of this tool: pending questions must fail instead of waiting forever.
      failure = bug;
      for (Runnable task : tasks) {
        if (task instanceof Question<?> asked) {
          asked.answer.completeExceptionally(bug);
        }
      }
    }
  }

  private void select() throws IOException {
    long before = System.nanoTime();
    long wait = due == Timers.NEVER ? Long.MAX_VALUE : due - before;
    if (wait <= 0 || !tasks.isEmpty()) {
      selector.selectNow(ready);
      return;
    }
    boolean coarse = wait > COARSE_NANOS;
    if (!coarse) {
      wakeupTimer.schedule(due);
    }
    long timeoutMillis =
        due == Timers.NEVER || !coarse ? 0 : TimeUnit.NANOSECONDS.toMillis(wait - COARSE_NANOS / 2);
    // Ready sockets are served within select: only the time before the first is blocking.
    servedAt = 0;
    selector.select(ready, timeoutMillis);
    long woke = servedAt == 0 ? System.nanoTime() : servedAt;
    blockedNanos += woke - before;
    if (!coarse) {
      wakeupTimer.cancel();
    }
  }

  private void runTasks() {
    // Only tasks queued by now: a task that requeues itself must not starve the sockets.
    int size = tasks.size();
    for (int i = 0; i < size; i++) {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  private void serve(SelectionKey key) {
    if (servedAt == 0) {
      servedAt = System.nanoTime();
    }
    ((Connection) key.attachment()).ready();
    // With many sockets ready at once, due tasks must not wait for the last of them.
    long now = System.nanoTime();
    if (due != Timers.NEVER && now - due >= 0) {
      due = timers.runDue(now);
    }
  }

  private record Question<T>(Supplier<T> question, CompletableFuture<T> answer)
      implements Runnable {
    @Override
    public void run() {
      try {
        answer.complete(question.get());
      } catch (RuntimeException | Error bug) {
        answer.completeExceptionally(bug);
      }
    }
  }
}
