package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// The end of one connection: the listener's notification, the close handshake, and the closing of
/// the socket, each at most once.
///
/// A failure inside [#guard] ends only this connection; an [Error] goes to the handler of the
/// process.
///
/// Confined to the connection's I/O thread.
final class CloseSequence {

  /// Bytes that a peer may still send after our close frame. Beyond that the connection is aborted.
  private static final long MAX_BYTES_AFTER_CLOSE = 4L * 1024 * 1024;

  private enum Phase {
    OPEN,
    /// Our close frame has been sent or queued.
    CLOSING,
    CLOSED
  }

  /// The connection that is ending.
  interface Owner {
    /// The connection is ending, without a close or abort from this side.
    void onEnd(ConnectionEnd end);

    /// The socket is closed. Called last.
    void onClosed();
  }

  private final Owner owner;
  private final Transport transport;
  private final Outbound outbound;
  private final IoThread ioThread;
  private final Consumer<Error> onError;
  private Phase phase = Phase.OPEN;
  private boolean endNotified;
  private boolean endQueued;
  private boolean closeReceived;
  private boolean streamInvalid;
  private long bytesAfterClose;

  /// @param onError handles an [Error] on an I/O thread
  CloseSequence(
      Owner owner,
      Transport transport,
      Outbound outbound,
      IoThread ioThread,
      Consumer<Error> onError) {
    this.owner = owner;
    this.transport = transport;
    this.outbound = outbound;
    this.ioThread = ioThread;
    this.onError = onError;
  }

  /// Whether neither side has begun to close.
  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /// Whether the socket is closed.
  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /// Counts bytes just read, and returns whether they are still to be parsed.
  boolean shouldParse(int length) {
    if (phase == Phase.CLOSING) {
      bytesAfterClose += length;
      if (bytesAfterClose > MAX_BYTES_AFTER_CLOSE) {
        closeTransport();
        return false;
      }
    }
    return !streamInvalid;
  }

  // --- The notification ---

  /// Notifies the owner of the end, unless this side asked for it or the owner has been notified.
  void notifyEnd(ConnectionEnd end) {
    if (!endNotified) {
      endNotified = true;
      owner.onEnd(end);
    }
  }

  /// Like [#notifyEnd], but once the current task is done: a room may be in the middle of a flush.
  void queueEnd(ConnectionEnd end) {
    if (endNotified || endQueued) {
      return;
    }
    endQueued = true;
    ioThread.execute(
        () ->
            guard(
                () -> {
                  notifyEnd(end);
                  if (end instanceof ConnectionEnd.Lost) {
                    closeTransport();
                  }
                }));
  }

  // --- The close handshake ---

  /// Begins the close handshake at this side's request, so that the owner is not notified.
  ///
  /// @param discardBacklog whether to discard the frames queued for the peer
  void close(byte[] closeFrame, boolean discardBacklog) {
    endNotified = true;
    beginHandshake(closeFrame, discardBacklog);
  }

  /// The peer began the close handshake, or answered ours.
  void onCloseFrame(ByteBuffer payload) {
    closeReceived = true;
    if (phase != Phase.OPEN) {
      guard(this::finishIfDrained);
      return;
    }
    int code = CloseFrames.code(payload);
    int answer = CloseFrames.answerTo(payload);
    notifyEnd(
        answer == code
            ? new ConnectionEnd.ClosedByPeer(code)
            : new ConnectionEnd.Violation(answer, "a malformed close frame"));
    byte[] frame = answer == CloseCode.NO_STATUS ? Frames.emptyClose() : Frames.close(answer, "");
    beginHandshake(frame, true);
  }

  /// The peer broke the protocol, so nothing more it sends can be parsed.
  void onViolation(int closeCode, String what) {
    streamInvalid = true;
    if (phase == Phase.OPEN) {
      notifyEnd(new ConnectionEnd.Violation(closeCode, what));
      beginHandshake(Frames.close(closeCode, what), true);
    }
  }

  private void beginHandshake(byte[] closeFrame, boolean discardBacklog) {
    if (phase != Phase.OPEN) {
      return;
    }
    phase = Phase.CLOSING;
    try {
      outbound.sendLast(closeFrame, discardBacklog);
    } catch (IOException | RuntimeException e) {
      abort();
      return;
    }
    // Not at once: the caller may be in the middle of a room's flush.
    ioThread.execute(() -> guard(this::finishIfDrained));
  }

  /// Closes the socket once both close frames are exchanged and everything is written.
  void finishIfDrained() throws IOException {
    if (phase != Phase.CLOSING || !outbound.isIdle()) {
      return;
    }
    if (closeReceived) {
      closeTransport();
    } else if (streamInvalid) {
      // The peer's close frame can no longer be recognized, so its end of stream is awaited.
      transport.shutdownWrites();
    }
  }

  // --- The socket ---

  /// Closes the socket without a close handshake, once the current task is done.
  void abort() {
    endNotified = true;
    if (phase != Phase.CLOSED) {
      ioThread.execute(() -> guard(this::closeTransport));
    }
  }

  /// The socket failed, or its stream ended without a close frame.
  void onLost() {
    onLost(new ConnectionEnd.Lost());
  }

  private void onLost(ConnectionEnd end) {
    try {
      notifyEnd(end);
    } finally {
      closeTransport();
    }
  }

  private void closeTransport() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    outbound.release();
    transport.close();
    owner.onClosed();
  }

  // --- Failures ---

  interface Step {
    void run() throws IOException;
  }

  /// Runs a step whose failure ends only this connection.
  void guard(Step step) {
    try {
      step.run();
    } catch (Throwable e) {
      onFailure(e);
    }
  }

  /// Ends the connection after a failure.
  void onFailure(Throwable failure) {
    switch (failure) {
      case Error error -> onError.accept(error);
      case RuntimeException bug -> onLost(new ConnectionEnd.Fault(bug));
      default -> onLost();
    }
  }

  /// Like [#onFailure], but once the current task is done.
  void queueFailure(Exception failure) {
    queueEnd(
        failure instanceof RuntimeException bug
            ? new ConnectionEnd.Fault(bug)
            : new ConnectionEnd.Lost());
  }
}
