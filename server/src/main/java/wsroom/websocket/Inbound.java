package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads a connection's socket, and suspends reading while a message is postponed.
///
/// Meanwhile the client's data waits in the kernels' buffers, and TCP's flow control slows the
/// client down. The connection keeps the postponed message and the rest of the read it came in, at
/// most 128 KiB.
///
/// Confined to the connection's I/O thread.
final class Inbound {
  /// The time from the first fragment of a message to its last. Beyond it the connection is closed:
  /// otherwise pings and pongs between fragments could keep the message in memory for ever.
  static final long MESSAGE_TIMEOUT_MILLIS = 30_000;

  // After a stall of the whole process, the rest of the message may be in the socket.
  private static final long GRACE_MILLIS = 1_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Transport transport;
  private final IoThread ioThread;
  private final ThreadBuffers buffers;
  private final CloseSequence closing;
  private final FrameReader reader;
  private final WebSocketConnection connection;
  private long lastFrameNanos;
  private long postponedNanos;
  private boolean suspended;
  private boolean timesMessages;
  private boolean messageOverdue;
  private long messageStartNanos;

  Inbound(
      Transport transport,
      IoThread ioThread,
      ThreadBuffers buffers,
      CloseSequence closing,
      FrameReader reader,
      WebSocketConnection connection) {
    this.transport = transport;
    this.ioThread = ioThread;
    this.buffers = buffers;
    this.closing = closing;
    this.reader = reader;
    this.connection = connection;
    this.lastFrameNanos = ioThread.nanoTime();
  }

  /// When the last complete frame was received. While reading is suspended, no frame can arrive, so
  /// the time does not count as idle.
  long lastFrameNanos() {
    return suspended ? ioThread.nanoTime() : lastFrameNanos;
  }

  void read() throws IOException {
    if (closing.isClosed() || suspended) {
      return;
    }
    ByteBuffer in = buffers.read.clear();
    int length = transport.read(in);
    if (length < 0) {
      closing.onLost();
      return;
    }
    if (length == 0 || !closing.shouldParse(length)) {
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

  /// Postpones the message being delivered: see [Connection#postpone].
  void postpone(long nanos) {
    postponedNanos = nanos;
    reader.postpone();
  }

  private void suspendIfPostponed() {
    if (!closing.isOpen()) {
      // No further message is delivered, but the rest may contain a close frame.
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
    ioThread.executeAfter(() -> closing.guard(this::resume), millis);
  }

  /// Resumes reading, if it is suspended.
  void resume() {
    if (!suspended || closing.isClosed()) {
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

  /// Resumes reading without delay: the connection is closing, and no further message is delivered.
  void resumeSoon() {
    if (suspended) {
      ioThread.execute(() -> closing.guard(this::resume));
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

  /// A fragment was received. One timer covers all fragmented messages of a connection, however
  /// many there are.
  void onFragment() {
    if (reader.isFirstFragment()) {
      messageStartNanos = ioThread.nanoTime();
      messageOverdue = false;
      if (!timesMessages) {
        timesMessages = true;
        checkMessageAfter(MESSAGE_TIMEOUT_MILLIS);
      }
    }
  }

  private void checkMessageAfter(long millis) {
    ioThread.executeAfter(() -> closing.guard(this::checkMessage), millis);
  }

  private void checkMessage() {
    timesMessages = closing.isOpen() && reader.isInMessage();
    if (!timesMessages) {
      return;
    }
    long ageMillis = (ioThread.nanoTime() - messageStartNanos) / NANOS_PER_MILLI;
    if (ageMillis < MESSAGE_TIMEOUT_MILLIS) {
      checkMessageAfter(MESSAGE_TIMEOUT_MILLIS - ageMillis);
    } else if (!messageOverdue) {
      messageOverdue = true;
      checkMessageAfter(GRACE_MILLIS);
    } else {
      reader.stop();
      closing.onViolation(CloseCode.POLICY_VIOLATION, "a fragmented message that is not completed");
    }
  }
}
