package wsroom.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// One WebSocket connection: frames in, frames out, and the close handshake between them.
///
/// Confined to its I/O thread. A failure of the socket or of a listener ends this connection and
/// reaches no other; see [CloseSequence].
public final class WebSocketConnection
    implements Connection, FrameReader.Sink, CloseSequence.Subject {
  private final IoThread ioThread;
  private final ThreadBuffers buffers;
  private final InetAddress clientAddress;
  private final Outbound outbound;
  private final FrameReader reader;
  private final CloseSequence ending;
  private final Inbound inbound;
  private final ConnectionListener listener;

  /// Whether frames were lost that must not be: then nothing after them is sent.
  private boolean isBehind;

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
    this.ending = new CloseSequence(this, transport, outbound, ioThread, settings.onError());
    this.inbound = new Inbound(transport, ioThread, buffers, ending, reader, this);
    this.listener = acceptor.accept(this);
    // Last: the listener may already send, or close, and is told what comes of it.
    ending.guard(listener::onOpen);
  }

  /// What all connections have in common.
  ///
  /// @param maxMessageBytes the limit at the beginning; see [Connection#limitMessages]
  /// @param onError what to do with an [Error] on an I/O thread
  public record Settings(int maxMessageBytes, int backlogLimitBytes, Consumer<Error> onError) {}

  // --- The socket has something for us ---

  public void onReadable() {
    // Not in Ending.guard: an object for each read.
    try {
      inbound.read();
    } catch (Throwable e) {
      ending.failed(e);
    }
  }

  public void onWritable() {
    ending.guard(
        () -> {
          if (!ending.isOver()) {
            outbound.onWritable();
            ending.finishIfDrained();
          }
        });
  }

  /// The socket was closed, by us or by someone else.
  public void onTransportClosed() {
    ending.guard(ending::onLost);
  }

  // --- What the reader finds ---

  @Override
  public boolean acceptsText() {
    return listener.acceptsText();
  }

  @Override
  public void onMessage(boolean text, ByteBuffer payload) {
    if (!ending.isOpen()) {
      return;
    }
    // What answers this message must not overtake the answer to a ping before it.
    sendPongs();
    try {
      if (text) {
        listener.onText(payload);
      } else {
        listener.onMessage(payload);
      }
    } catch (RuntimeException e) {
      ending.tell(new ConnectionEnd.Fault(e));
      close(CloseCode.INTERNAL_ERROR, "internal error");
    }
  }

  @Override
  public void onPing(ByteBuffer payload) {
    if (!ending.isOpen()) {
      return;
    }
    if (buffers.pongs.remaining() < Frames.headerBytes(0) + payload.remaining()) {
      // More than one write holds: RFC 6455 lets us answer only the latest.
      buffers.pongs.clear();
    }
    Frames.putHeader(buffers.pongs, Opcode.PONG, payload.remaining());
    buffers.pongs.put(payload);
    countOverhead();
  }

  @Override
  public void onPong() {
    if (ending.isOpen()) {
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
    if (ending.isOpen()) {
      listener.onOverhead();
    }
  }

  @Override
  public void onClose(ByteBuffer payload) {
    sendPongs();
    ending.onCloseFrame(payload);
  }

  @Override
  public void onViolation(int closeCode, String what) {
    sendPongs();
    ending.onViolation(closeCode, what);
  }

  void sendPongs() {
    if (buffers.pongs.position() == 0) {
      return;
    }
    byte[] frames = new byte[buffers.pongs.flip().remaining()];
    buffers.pongs.get(frames).clear();
    sendControl(frames);
  }

  // --- What a session and a room ask for ---

  @Override
  public IoThread ioThread() {
    return ioThread;
  }

  @Override
  public void send(FrameBatch batch, FrameRanges ranges) {
    assert ioThread.isCurrent();
    if (!ending.isOpen() || isBehind) {
      return;
    }
    boolean wasIdle = outbound.isIdle();
    try {
      outbound.send(batch, ranges);
    } catch (IOException | RuntimeException e) {
      // The caller serves a whole room: it must not fail with one of its connections.
      ending.failedSoon(e);
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
    if (!ending.isOpen()) {
      return;
    }
    boolean wasIdle = outbound.isIdle();
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      ending.failedSoon(e);
      return;
    }
    checkBacklog(wasIdle);
  }

  private void onBacklogDiscarded() {
    ending.queueEnd(new ConnectionEnd.BacklogMemoryExceeded());
  }

  private void checkBacklog(boolean wasIdle) {
    if (wasIdle && !outbound.isIdle()) {
      listener.onBacklog();
    }
    if (outbound.isOverflowed()) {
      ending.queueEnd(new ConnectionEnd.Overflowed());
    }
  }

  @Override
  public void limitMessages(int bytes) {
    reader.limitMessages(bytes);
  }

  @Override
  public void cork(long millis) {
    assert ioThread.isCurrent();
    if (ending.isOpen()) {
      outbound.cork(millis);
      ioThread.executeAfter(() -> ending.guard(this::uncork), millis);
    }
  }

  private void uncork() throws IOException {
    if (ending.isOver()) {
      return;
    }
    long more = outbound.uncork();
    if (more > 0) {
      ioThread.executeAfter(() -> ending.guard(this::uncork), more);
      return;
    }
    if (!outbound.isIdle()) {
      listener.onBacklog();
    }
    ending.finishIfDrained();
  }

  @Override
  public void postpone(long nanos) {
    assert ioThread.isCurrent();
    if (ending.isOpen()) {
      inbound.postpone(nanos);
    }
  }

  @Override
  public void close(int code, String reason) {
    assert ioThread.isCurrent();
    ending.close(Frames.close(code, reason), false);
    inbound.resumeSoon();
  }

  @Override
  public void closeWithoutBacklog(int code, String reason) {
    assert ioThread.isCurrent();
    ending.close(Frames.close(code, reason), true);
    inbound.resumeSoon();
  }

  @Override
  public void endBehind() {
    assert ioThread.isCurrent();
    isBehind = true;
    ending.queueEnd(new ConnectionEnd.Behind());
  }

  @Override
  public void abort() {
    assert ioThread.isCurrent();
    ending.abort();
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
  public boolean isBehind() {
    return outbound.isBehind();
  }

  @Override
  public long lastProgressNanos() {
    return outbound.lastProgressNanos();
  }

  @Override
  public long takenBytes() {
    return outbound.takenBytes();
  }

  @Override
  public InetAddress clientAddress() {
    return clientAddress;
  }

  // --- How it ends ---

  @Override
  public void onEnd(ConnectionEnd end) {
    listener.onEnd(end);
  }

  @Override
  public void onDropped() {
    inbound.release();
    listener.onClosed();
  }
}
