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

/// Throttles new connections, so that a flood of them cannot starve established ones.
///
/// XNIO runs all queued tasks of an I/O thread before it polls the thread's sockets, and each new
/// connection is such a task. This listener passes on at most [#MAX_PER_TURN] connections, queues
/// the rest, and continues from a timer, so that sockets are polled in between. At [#MAX_QUEUED] it
/// suspends accepting; the kernel's accept queue is bounded as well.
///
/// Called on the I/O threads, each of which has its own queue.
final class AcceptThrottle
    implements ChannelListener<AcceptingChannel<? extends StreamConnection>> {
  private static final Logger log = LoggerFactory.getLogger(AcceptThrottle.class);

  /// Connections passed on before the thread's sockets are polled again. Handling one takes about
  /// 100 µs.
  static final int MAX_PER_TURN = 16;

  static final int MAX_QUEUED = 256;
  private static final int TURN_MILLIS = 1;

  private final ChannelListener<? super StreamConnection> handler;
  private final List<AcceptQueue> queues = new ArrayList<>();

  /// @param handler handles each connection
  AcceptThrottle(XnioWorker worker, ChannelListener<? super StreamConnection> handler) {
    this.handler = handler;
    for (int thread = 0; thread < worker.getIoThreadCount(); thread++) {
      queues.add(new AcceptQueue(worker.getIoThread(thread)));
    }
  }

  @Override
  public void handleEvent(AcceptingChannel<? extends StreamConnection> listener) {
    try {
      StreamConnection connection = listener.accept();
      if (connection != null) {
        queues.get(connection.getIoThread().getNumber()).add(listener, connection);
      }
    } catch (IOException e) {
      log.debug("connection lost before it was accepted", e);
    }
  }

  /// The queued connections of one I/O thread. Confined to it.
  private final class AcceptQueue {
    private final XnioIoThread thread;
    private final ArrayDeque<StreamConnection> queued = new ArrayDeque<>();
    private int leftInTurn = MAX_PER_TURN;
    private boolean turnScheduled;

    AcceptQueue(XnioIoThread thread) {
      this.thread = thread;
    }

    void add(AcceptingChannel<? extends StreamConnection> listener, StreamConnection connection) {
      assert Thread.currentThread().equals(thread);
      queued.addLast(connection);
      if (queued.size() >= MAX_QUEUED) {
        listener.suspendAccepts();
      }
      passOn(listener);
    }

    private void passOn(AcceptingChannel<? extends StreamConnection> listener) {
      while (leftInTurn > 0 && !queued.isEmpty()) {
        leftInTurn--;
        ChannelListeners.invokeChannelListener(queued.removeFirst(), handler);
      }
      if (!turnScheduled) {
        turnScheduled = true;
        try {
          // A timer, not another task: a task would run before the sockets are polled.
          var _ = thread.executeAfter(() -> nextTurn(listener), TURN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
          log.debug("server stopped, accepting no more connections", e);
        }
      }
    }

    private void nextTurn(AcceptingChannel<? extends StreamConnection> listener) {
      boolean wasFull = queued.size() >= MAX_QUEUED;
      turnScheduled = false;
      leftInTurn = MAX_PER_TURN;
      if (!queued.isEmpty()) {
        passOn(listener);
      }
      if (wasFull && queued.size() < MAX_QUEUED && listener.isOpen()) {
        listener.resumeAccepts();
      }
    }
  }
}
