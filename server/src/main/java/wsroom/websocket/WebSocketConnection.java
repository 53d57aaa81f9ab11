package wsroom.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// One WebSocket connection: incoming frames, outgoing frames, and the close handshake.
///
/// Confined to its I/O thread. A failure of the socket or of the listener ends only this
/// connection; see [CloseSequence].
public final class WebSocketConnection
    implements Connection, FrameReader.Sink, CloseSequence.Owner {
  private final IoThread ioThread;
  private final ThreadBuffers buffers;
  private final InetAddress clientAddress;
  private final Outbound outbound;
  private final FrameReader reader;
  private final CloseSequence closing;
  private final Inbound inbound;
  private final ConnectionListener listener;

  /// Whether a reliable frame was lost: nothing after it may be sent.
  private boolean lostFrames;

  public WebSocketConnection(
      Transport transport,
      IoThread ioThread,
      ThreadBuffers buffers,
      Settings settings,
      InetAddress clientAddress,
      Acceptor acceptor) {
    this.ioThread = ioThread;
    this.buffers = buffers;
    this.clientAddress = clientAddress;
    this.outbound =
        new Outbound(
            transport, ioThread, buffers, settings.backlogLimitBytes(), this::onBacklogDiscarded);
    this.reader = new FrameReader(this, settings.maxMessageBytes());
    this.closing = new CloseSequence(this, transport, outbound, ioThread, settings.onError());
    this.inbound = new Inbound(transport, ioThread, buffers, closing, reader, this);
    this.listener = acceptor.accept(this);
    // Last, because the listener may already send or close, and is notified of the result.
    closing.guard(listener::onOpen);
  }

  /// Settings that all connections share.
  ///
  /// @param maxMessageBytes the initial limit; see [Connection#setMaxMessageBytes]
  /// @param onError handles an [Error] on an I/O thread
  public record Settings(int maxMessageBytes, int backlogLimitBytes, Consumer<Error> onError) {}

  // --- Socket events ---

  public void onReadable() {
    // Not through CloseSequence.guard, which would allocate an object for each read.
    try {
      inbound.read();
    } catch (Throwable e) {
      closing.onFailure(e);
    }
  }

  public void onWritable() {
    closing.guard(
        () -> {
          if (!closing.isClosed()) {
            outbound.onWritable();
            closing.finishIfDrained();
          }
        });
  }

  /// The socket was closed, by this connection or from outside.
  public void onTransportClosed() {
    closing.guard(closing::onLost);
  }

  // --- Parsed frames ---

  @Override
  public boolean acceptsText() {
    return listener.acceptsText();
  }

  @Override
  public void onMessage(boolean text, ByteBuffer payload) {
    if (!closing.isOpen()) {
      return;
    }
    // A reply to this message must not overtake the pong for an earlier ping.
    sendPongs();
    try {
      if (text) {
        listener.onText(payload);
      } else {
        listener.onMessage(payload);
      }
    } catch (RuntimeException e) {
      closing.notifyEnd(new ConnectionEnd.Fault(e));
      close(CloseCode.INTERNAL_ERROR, "internal error");
    }
  }

  @Override
  public void onPing(ByteBuffer payload) {
    if (!closing.isOpen()) {
      return;
    }
    if (buffers.pongs.remaining() < Frames.headerBytes(0) + payload.remaining()) {
      // The pongs exceed one write: RFC 6455 allows answering only the latest ping.
      buffers.pongs.clear();
    }
    Frames.putHeader(buffers.pongs, Opcode.PONG, payload.remaining());
    buffers.pongs.put(payload);
    countOverhead();
  }

  @Override
  public void onPong() {
    if (closing.isOpen()) {
      listener.onPong();
    }
    countOverhead();
  }

  @Override
  public void onFragment() {
    inbound.onFragment();
    countOverhead();
  }

  private void countOverhead() {
    if (closing.isOpen()) {
      listener.onOverhead();
    }
  }

  @Override
  public void onClose(ByteBuffer payload) {
    sendPongs();
    closing.onCloseFrame(payload);
  }

  @Override
  public void onViolation(int closeCode, String what) {
    sendPongs();
    closing.onViolation(closeCode, what);
  }

  void sendPongs() {
    if (buffers.pongs.position() == 0) {
      return;
    }
    byte[] frames = new byte[buffers.pongs.flip().remaining()];
    buffers.pongs.get(frames).clear();
    sendControl(frames);
  }

  // --- For the session and the room ---

  @Override
  public IoThread ioThread() {
    return ioThread;
  }

  @Override
  public void send(FrameBatch batch, FrameRanges ranges) {
    assert ioThread.isCurrent();
    if (!closing.isOpen() || lostFrames) {
      return;
    }
    boolean wasIdle = outbound.isIdle();
    try {
      outbound.send(batch, ranges);
    } catch (IOException | RuntimeException e) {
      // The caller is flushing a whole room, which must not fail with one connection.
      closing.queueFailure(e);
      return;
    }
    checkBacklog(wasIdle);
  }

  @Override
  public void send(byte[] frame) {
    guardedSend(() -> outbound.send(frame, false));
  }

  @Override
  public void ping(byte[] payload) {
    sendControl(Frames.frame(Opcode.PING, payload));
  }

  private void sendControl(byte[] frames) {
    guardedSend(() -> outbound.sendControl(frames));
  }

  private void guardedSend(CloseSequence.Step step) {
    assert ioThread.isCurrent();
    if (!closing.isOpen()) {
      return;
    }
    boolean wasIdle = outbound.isIdle();
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      closing.queueFailure(e);
      return;
    }
    checkBacklog(wasIdle);
  }

  private void onBacklogDiscarded() {
    closing.queueEnd(new ConnectionEnd.BacklogMemoryExceeded());
  }

  private void checkBacklog(boolean wasIdle) {
    if (wasIdle && !outbound.isIdle()) {
      listener.onBacklog();
    }
    if (outbound.isOverflowed()) {
      closing.queueEnd(new ConnectionEnd.Overflowed());
    }
  }

  @Override
  public void setMaxMessageBytes(int bytes) {
    reader.setMaxMessageBytes(bytes);
  }

  @Override
  public void cork(long millis) {
    assert ioThread.isCurrent();
    if (closing.isOpen()) {
      outbound.cork(millis);
      ioThread.executeAfter(() -> closing.guard(this::uncork), millis);
    }
  }

  private void uncork() throws IOException {
    if (closing.isClosed()) {
      return;
    }
    long retryMillis = outbound.uncork();
    if (retryMillis > 0) {
      ioThread.executeAfter(() -> closing.guard(this::uncork), retryMillis);
      return;
    }
    if (!outbound.isIdle()) {
      listener.onBacklog();
    }
    closing.finishIfDrained();
  }

  @Override
  public void postpone(long nanos) {
    assert ioThread.isCurrent();
    if (closing.isOpen()) {
      inbound.postpone(nanos);
    }
  }

  @Override
  public void close(int code, String reason) {
    assert ioThread.isCurrent();
    closing.close(Frames.close(code, reason), false);
    inbound.resumeSoon();
  }

  @Override
  public void closeWithoutBacklog(int code, String reason) {
    assert ioThread.isCurrent();
    closing.close(Frames.close(code, reason), true);
    inbound.resumeSoon();
  }

  @Override
  public void endFramesLost() {
    assert ioThread.isCurrent();
    lostFrames = true;
    closing.queueEnd(new ConnectionEnd.FramesLost());
  }

  @Override
  public void abort() {
    assert ioThread.isCurrent();
    closing.abort();
  }

  @Override
  public long lastFrameNanos() {
    return inbound.lastFrameNanos();
  }

  @Override
  public int backlogBytes() {
    return outbound.backlogBytes();
  }

  @Override
  public boolean hasBacklog() {
    return outbound.isBlocked();
  }

  @Override
  public long lastProgressNanos() {
    return outbound.lastProgressNanos();
  }

  @Override
  public long drainedBytes() {
    return outbound.drainedBytes();
  }

  @Override
  public InetAddress clientAddress() {
    return clientAddress;
  }

  // --- The end ---

  @Override
  public void onEnd(ConnectionEnd end) {
    listener.onEnd(end);
  }

  @Override
  public void onClosed() {
    inbound.release();
    listener.onClosed();
  }
}
