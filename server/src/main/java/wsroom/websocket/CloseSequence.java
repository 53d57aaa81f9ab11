package wsroom.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// How one connection ends: who is told, the close handshake, and the drop of the socket; each of
/// them once.
///
/// What fails in [#guard] ends this connection and reaches no other; an [Error] goes to the
/// process's own handler.
///
/// Confined to the connection's I/O thread.
final class CloseSequence {

  /// What a peer may still send before it has seen our close frame. One that goes on is cut off.
  private static final long MAX_BYTES_AFTER_CLOSE = 4L * 1024 * 1024;

  private enum Phase {
    OPEN,
    /// Our close frame is sent or on its way.
    CLOSING,
    CLOSED
  }

  /// Whose end it is.
  interface Subject {
    /// The end comes, and not by a call of its own.
    void onEnd(ConnectionEnd end);

    /// The socket is gone, last of all.
    void onDropped();
  }

  private final Subject subject;
  private final Transport transport;
  private final Outbound outbound;
  private final IoThread ioThread;
  private final Consumer<Error> onError;
  private Phase phase = Phase.OPEN;
  private boolean told;
  private boolean willBeTold;
  private boolean peerHasClosed;
  private boolean streamIsBroken;
  private long bytesAfterClose;

  /// @param onError what to do with an [Error] on an I/O thread
  CloseSequence(
      Subject subject,
      Transport transport,
      Outbound outbound,
      IoThread ioThread,
      Consumer<Error> onError) {
    this.subject = subject;
    this.transport = transport;
    this.outbound = outbound;
    this.ioThread = ioThread;
    this.onError = onError;
  }

  /// Whether nothing has begun to end it.
  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /// Whether the socket is gone.
  boolean isOver() {
    return phase == Phase.CLOSED;
  }

  /// Whether what has been read still means something.
  ///
  /// @param length of what has been read, in bytes
  boolean mayStillRead(int length) {
    if (phase == Phase.CLOSING) {
      bytesAfterClose += length;
      if (bytesAfterClose > MAX_BYTES_AFTER_CLOSE) {
        drop();
        return false;
      }
    }
    return !streamIsBroken;
  }

  // --- Who is told ---

  /// Tells of the end, unless it was asked for or has been told before.
  void tell(ConnectionEnd end) {
    if (!told) {
      told = true;
      subject.onEnd(end);
    }
  }

  /// The same, but after whatever runs now: a room may be in the middle of a flush.
  void queueEnd(ConnectionEnd end) {
    if (told || willBeTold) {
      return;
    }
    willBeTold = true;
    ioThread.execute(
        () ->
            guard(
                () -> {
                  tell(end);
                  if (end instanceof ConnectionEnd.Lost) {
                    drop();
                  }
                }));
  }

  // --- The close handshake ---

  /// Begins it, as was asked for: nobody needs to be told.
  ///
  /// @param discardBacklog whether what waits for the peer is forgotten
  void close(byte[] closeFrame, boolean discardBacklog) {
    told = true;
    beginHandshake(closeFrame, discardBacklog);
  }

  /// The peer began it, or answers.
  void onCloseFrame(ByteBuffer payload) {
    peerHasClosed = true;
    if (phase != Phase.OPEN) {
      guard(this::finishIfDrained);
      return;
    }
    int code = CloseFrames.code(payload);
    int answer = CloseFrames.answerTo(payload);
    tell(
        answer == code
            ? new ConnectionEnd.ClosedByPeer(code)
            : new ConnectionEnd.Violation(answer, "a malformed close frame"));
    byte[] frame = answer == CloseCode.NO_STATUS ? Frames.emptyClose() : Frames.close(answer, "");
    beginHandshake(frame, true);
  }

  /// The peer broke the protocol, so that nothing it sends can be understood any more.
  void onViolation(int closeCode, String what) {
    streamIsBroken = true;
    if (phase == Phase.OPEN) {
      tell(new ConnectionEnd.Violation(closeCode, what));
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

  /// Ends the handshake, if it has come so far and all is sent.
  void finishIfDrained() throws IOException {
    if (phase != Phase.CLOSING || !outbound.isIdle()) {
      return;
    }
    if (peerHasClosed) {
      drop();
    } else if (streamIsBroken) {
      // The peer's close frame can no longer be told apart: what is left is to wait for its end.
      transport.shutdownWrites();
    }
  }

  // --- The drop ---

  /// Drops the socket after whatever runs now, as was asked for.
  void abort() {
    told = true;
    if (phase != Phase.CLOSED) {
      ioThread.execute(() -> guard(this::drop));
    }
  }

  /// The socket is lost.
  void onLost() {
    onLost(new ConnectionEnd.Lost());
  }

  private void onLost(ConnectionEnd end) {
    try {
      tell(end);
    } finally {
      drop();
    }
  }

  private void drop() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    outbound.release();
    transport.close();
    subject.onDropped();
  }

  // --- The edge ---

  interface Step {
    void run() throws IOException;
  }

  /// Runs something whose failure ends this connection and no other.
  void guard(Step step) {
    try {
      step.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  /// What follows a failure.
  void failed(Throwable failure) {
    switch (failure) {
      case Error error -> onError.accept(error);
      case RuntimeException bug -> onLost(new ConnectionEnd.Fault(bug));
      default -> onLost();
    }
  }

  /// The same, but after whatever runs now.
  void failedSoon(Exception failure) {
    queueEnd(
        failure instanceof RuntimeException bug
            ? new ConnectionEnd.Fault(bug)
            : new ConnectionEnd.Lost());
  }
}
