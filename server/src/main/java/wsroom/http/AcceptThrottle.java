package wsroom.http;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/// Lets new connections in at a pace that leaves time for those that are in already.
///
/// XNIO runs all tasks of an I/O thread before it looks at the thread's sockets again, and each new
/// connection is such a task. When connections come faster than they can be greeted, that is all
/// the thread would ever do. So it greets a few, serves its sockets, and greets the next few; when
/// too many wait, it takes no more from the kernel's own queue, which is bounded too.
///
/// Called on the I/O threads, each of which has a state of its own here.
final class AcceptThrottle
    implements ChannelListener<AcceptingChannel<? extends StreamConnection>> {
  private static final Logger log = LoggerFactory.getLogger(AcceptThrottle.class);

  /// How many are greeted before the thread's sockets are served again. A greeting takes some
  /// 100 µs.
  static final int GREETINGS_A_TURN = 16;

  static final int MAX_WAITING = 256;
  private static final int TURN_MILLIS = 1;

  private final ChannelListener<? super StreamConnection> greeting;
  private final List<AcceptQueue> porches = new ArrayList<>();

  /// @param greeting what becomes of a connection: it is read, and whoever is behind it answered
  AcceptThrottle(XnioWorker worker, ChannelListener<? super StreamConnection> greeting) {
    this.greeting = greeting;
    for (int thread = 0; thread < worker.getIoThreadCount(); thread++) {
      porches.add(new AcceptQueue(worker.getIoThread(thread)));
    }
  }

  @Override
  public void handleEvent(AcceptingChannel<? extends StreamConnection> listener) {
    try {
      StreamConnection connection = listener.accept();
      if (connection != null) {
        porches.get(connection.getIoThread().getNumber()).arrives(listener, connection);
      }
    } catch (IOException e) {
      log.debug("a connection was gone before it was let in", e);
    }
  }

  /// Those who wait for one I/O thread. Confined to it.
  private final class AcceptQueue {
    private final XnioIoThread thread;
    private final ArrayDeque<StreamConnection> waiting = new ArrayDeque<>();
    private int greetingsLeft = GREETINGS_A_TURN;
    private boolean turnIsDue;

    AcceptQueue(XnioIoThread thread) {
      this.thread = thread;
    }

    void arrives(
        AcceptingChannel<? extends StreamConnection> listener, StreamConnection connection) {
      assert Thread.currentThread().equals(thread);
      waiting.addLast(connection);
      if (waiting.size() >= MAX_WAITING) {
        listener.suspendAccepts();
      }
      greet(listener);
    }

    private void greet(AcceptingChannel<? extends StreamConnection> listener) {
      while (greetingsLeft > 0 && !waiting.isEmpty()) {
        greetingsLeft--;
        ChannelListeners.invokeChannelListener(waiting.removeFirst(), greeting);
      }
      if (!turnIsDue) {
        turnIsDue = true;
        try {
          // Not a task of its own at once: that would come before the sockets again.
          var _ = thread.executeAfter(() -> nextTurn(listener), TURN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
          log.debug("the server stops, and lets nobody in any more", e);
        }
      }
    }

    private void nextTurn(AcceptingChannel<? extends StreamConnection> listener) {
      boolean wasFull = waiting.size() >= MAX_WAITING;
      turnIsDue = false;
      greetingsLeft = GREETINGS_A_TURN;
      if (!waiting.isEmpty()) {
        greet(listener);
      }
      if (wasFull && waiting.size() < MAX_WAITING && listener.isOpen()) {
        listener.resumeAccepts();
      }
    }
  }
}
