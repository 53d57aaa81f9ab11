package wsroom.websocket;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// An I/O thread run by hand; see [FakeIoThreads].
public final class FakeIoThread implements IoThread {
  private final FakeIoThreads all;
  private final int index;
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private @Nullable ThreadBuffers buffers;

  FakeIoThread(FakeIoThreads all, int index) {
    this.all = all;
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return all.current() == this;
  }

  @Override
  public void execute(Runnable task) {
    tasks.addLast(task);
  }

  @Override
  public void executeAfterPoll(Runnable task) {
    ready.addLast(() -> tasks.addLast(task));
  }

  @Override
  public void executeAfter(Runnable task, long millis) {
    all.executeAfter(this, task, millis);
  }

  @Override
  public long nanoTime() {
    return all.readClock();
  }

  /// An event on a socket of this thread. Ready sockets are served before tasks.
  void onReady(Runnable event) {
    ready.addLast(event);
  }

  /// Whether this thread has a queued task.
  public boolean hasTasks() {
    return !tasks.isEmpty();
  }

  /// The output counters of this thread.
  public OutboundCounters outboundCounters() {
    return buffers().counters;
  }

  /// The input counters of this thread.
  public InboundCounters inboundCounters() {
    return buffers().inboundCounters;
  }

  ThreadBuffers buffers() {
    if (buffers == null) {
      buffers = new ThreadBuffers();
    }
    return buffers;
  }

  ArrayDeque<Runnable> ready() {
    return ready;
  }

  ArrayDeque<Runnable> tasks() {
    return tasks;
  }
}
