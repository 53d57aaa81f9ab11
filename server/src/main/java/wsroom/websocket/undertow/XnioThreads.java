package wsroom.websocket.undertow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import wsroom.websocket.InboundCounters;
import wsroom.websocket.IoThread;
import wsroom.websocket.OutboundCounters;
import wsroom.websocket.ThreadBuffers;

/// The I/O threads of an XNIO worker, each with the buffers that its connections share.
public final class XnioThreads {
  private final List<Loop> loops = new ArrayList<>();

  /// @param backlogMemoryBytes the limit of all backlogs, shared evenly; 0 for none
  /// @param onError handles an [Error] that a task throws on an I/O thread
  public XnioThreads(XnioWorker worker, long backlogMemoryBytes, Consumer<Error> onError) {
    int count = worker.getIoThreadCount();
    for (int index = 0; index < count; index++) {
      loops.add(new Loop(worker.getIoThread(index), index, backlogMemoryBytes / count, onError));
    }
  }

  /// All threads, in the order of their index.
  public List<IoThread> all() {
    return List.copyOf(loops);
  }

  /// The output counters of each thread.
  public List<OutboundCounters> outboundCounters() {
    return loops.stream().map(loop -> loop.buffers.counters).toList();
  }

  /// The input counters of each thread.
  public List<InboundCounters> inboundCounters() {
    return loops.stream().map(loop -> loop.buffers.inboundCounters).toList();
  }

  Loop of(XnioIoThread thread) {
    Loop loop = loops.get(thread.getNumber());
    assert loop.thread.equals(thread);
    return loop;
  }

  static final class Loop implements IoThread {
    private final XnioIoThread thread;
    private final int index;
    private final Consumer<Error> onError;
    final ThreadBuffers buffers;

    /// The end of an unused pipe, which is always writable: while it is watched, the thread polls
    /// its sockets without blocking, and calls [#onPolled].
    private final StreamSinkChannel alwaysWritable;

    private @Nullable Runnable afterPoll;

    Loop(XnioIoThread thread, int index, long backlogMemoryBytes, Consumer<Error> onError) {
      this.buffers = new ThreadBuffers(backlogMemoryBytes);
      this.thread = thread;
      this.index = index;
      this.onError = onError;
      try {
        alwaysWritable = thread.createHalfDuplexPipe().getRightSide();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot create a pipe for an I/O thread", e);
      }
      alwaysWritable.getWriteSetter().set(_ -> onPolled());
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public boolean isCurrent() {
      return Thread.currentThread().equals(thread);
    }

    @Override
    public void execute(Runnable task) {
      thread.execute(() -> run(task));
    }

    @Override
    public void executeAfterPoll(Runnable task) {
      assert isCurrent();
      assert afterPoll == null;
      afterPoll = task;
      alwaysWritable.resumeWrites();
    }

    /// Called among the sockets that are ready.
    private void onPolled() {
      alwaysWritable.suspendWrites();
      Runnable task = afterPoll;
      if (task != null) {
        afterPoll = null;
        execute(task);
      }
    }

    @Override
    public void executeAfter(Runnable task, long millis) {
      var _ = thread.executeAfter(() -> run(task), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    /// XNIO logs exceptions of tasks and continues, which is wrong after an [Error].
    private void run(Runnable task) {
      try {
        task.run();
      } catch (Error e) {
        onError.accept(e);
      }
    }
  }
}
