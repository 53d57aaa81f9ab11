package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The way into a connection: reads its socket, and suspends that while a message is postponed.
///
/// What a suspended sender sends meanwhile waits in the kernels' buffers, and TCP holds the sender
/// back. The connection keeps the postponed message and the rest of the read that it came in, at
/// most 128 KiB.
///
/// Confined to the connection's I/O thread.
final class Inbound {
  /// The time from the first fragment of a message to its last. Beyond it the connection is closed:
  /// pings and pongs between fragments would keep the message in memory for ever.
  static final long MESSAGE_TIMEOUT_MILLIS = 30_000;

  // After a pause of the whole process the rest of the message may lie in the socket.
  private static final long GRACE_MILLIS = 1_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Transport transport;
  private final IoThread ioThread;
  private final ThreadBuffers buffers;
  private final CloseSequence ending;
  private final FrameReader reader;
  private final WebSocketConnection connection;
  private long lastFrameNanos;
  private long postponedNanos;
  private boolean suspended;
  private boolean watchesMessages;
  private boolean messageIsOverdue;
  private long messageBeganNanos;

  Inbound(
      Transport transport,
      IoThread ioThread,
      ThreadBuffers buffers,
      CloseSequence ending,
      FrameReader reader,
      WebSocketConnection connection) {
    this.transport = transport;
    this.ioThread = ioThread;
    this.buffers = buffers;
    this.ending = ending;
    this.reader = reader;
    this.connection = connection;
    this.lastFrameNanos = ioThread.nanoTime();
  }

  /// When the last whole frame came. While reading is suspended, nothing can be heard, and that is
  /// not the peer's fault.
  long lastFrameNanos() {
    return suspended ? ioThread.nanoTime() : lastFrameNanos;
  }

  void read() throws IOException {
    if (ending.isOver() || suspended) {
      return;
    }
    ByteBuffer in = buffers.read.clear();
    int length = transport.read(in);
    if (length < 0) {
      ending.onLost();
      return;
    }
    if (length == 0 || !ending.mayStillRead(length)) {
      return;
    }
    long framesBefore = reader.framesRead();
    buffers.pongs.clear();
    reader.read(in.flip());
    if (reader.framesRead() != framesBefore) {
      lastFrameNanos = ioThread.nanoTime();
    }
    connection.sendPongs();
    suspendIfPostponed();
  }

  /// Postpones the message that is being given to the listener: see [Connection#postpone].
  void postpone(long nanos) {
    postponedNanos = nanos;
    reader.postpone();
  }

  private void suspendIfPostponed() {
    if (!ending.isOpen()) {
      // What is left is given to nobody any more, but a close frame may be in it.
      reader.resume();
    }
    if (!reader.isPostponing()) {
      return;
    }
    if (!suspended) {
      suspended = true;
      transport.notifyWhenReadable(false);
      buffers.inboundCounters.pausedConnections.add(1);
    }
    buffers.inboundCounters.pauses.add(1);
    long millis = Math.max(1, (postponedNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    ioThread.executeAfter(() -> ending.guard(this::resume), millis);
  }

  /// Reads on, if reading is suspended.
  void resume() {
    if (!suspended || ending.isOver()) {
      return;
    }
    buffers.pongs.clear();
    reader.resume();
    lastFrameNanos = ioThread.nanoTime();
    connection.sendPongs();
    suspendIfPostponed();
    if (!reader.isPostponing()) {
      endSuspension();
      transport.notifyWhenReadable(true);
    }
  }

  /// Reads on at once: the connection is closing, and what comes is no longer given to anyone.
  void resumeSoon() {
    if (suspended) {
      ioThread.execute(() -> ending.guard(this::resume));
    }
  }

  void release() {
    reader.stop();
    endSuspension();
  }

  private void endSuspension() {
    if (suspended) {
      suspended = false;
      buffers.inboundCounters.pausedConnections.add(-1);
    }
  }

  /// A fragment has come. One timer watches over all fragmented messages of a connection, however
  /// many there are.
  void onFragment() {
    if (reader.isFirstFragment()) {
      messageBeganNanos = ioThread.nanoTime();
      messageIsOverdue = false;
      if (!watchesMessages) {
        watchesMessages = true;
        checkMessageAfter(MESSAGE_TIMEOUT_MILLIS);
      }
    }
  }

  private void checkMessageAfter(long millis) {
    ioThread.executeAfter(() -> ending.guard(this::checkMessage), millis);
  }

  private void checkMessage() {
    watchesMessages = ending.isOpen() && reader.isInMessage();
    if (!watchesMessages) {
      return;
    }
    long ageMillis = (ioThread.nanoTime() - messageBeganNanos) / NANOS_PER_MILLI;
    if (ageMillis < MESSAGE_TIMEOUT_MILLIS) {
      checkMessageAfter(MESSAGE_TIMEOUT_MILLIS - ageMillis);
    } else if (!messageIsOverdue) {
      messageIsOverdue = true;
      checkMessageAfter(GRACE_MILLIS);
    } else {
      reader.stop();
      ending.onViolation(CloseCode.POLICY_VIOLATION, "a fragmented message that is not completed");
    }
  }
}
