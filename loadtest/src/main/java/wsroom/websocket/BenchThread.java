package wsroom.websocket;

import java.util.ArrayDeque;

/// The benchmark's own thread as an I/O thread: its tasks run on [#runAll].
final class BenchThread implements IoThread {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void executeAfterPoll(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void executeAfter(Runnable task, long millis) {
    tasks.add(task);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
