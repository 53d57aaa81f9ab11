package wsroom.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// One WebSocket connection: frames in, frames out, and the close handshake between them.
///
/// Confined to its I/O thread. A failure of the socket or of a listener ends this connection and
/// reaches no other; an [Error] goes to the process's own handler.
final class WebSocketConnection implements Connection, FrameReader.Sink {

  /// What a peer may still send before it has seen our close frame. One that goes on is cut off.
  private static final long MAX_BYTES_AFTER_CLOSE = 4L * 1024 * 1024;

  private enum Phase {
    OPEN,
    /// Our close frame is sent or on its way.
    CLOSING,
    CLOSED
  }

  private final Transport transport;
  private final IoThread ioThread;
  private final ThreadBuffers buffers;
  private final InetAddress clientAddress;
  private final Consumer<Error> onError;
  private final Outbound outbound;
  private final FrameReader reader;
  private final ConnectionListener listener;
  private Phase phase = Phase.OPEN;
  private boolean ended;
  private boolean endIsDue;
  private boolean peerHasClosed;
  private boolean streamIsBroken;
  private long lastHeardNanos;
  private long bytesAfterClose;

  WebSocketConnection(
      Transport transport,
      IoThread ioThread,
      ThreadBuffers buffers,
      Settings settings,
      InetAddress clientAddress,
      Acceptor acceptor) {
    this.transport = transport;
    this.ioThread = ioThread;
    this.buffers = buffers;
    this.clientAddress = clientAddress;
    this.onError = settings.onError();
    this.outbound = new Outbound(transport, ioThread, buffers, settings.backlogLimitBytes());
    this.lastHeardNanos = ioThread.nanoTime();
    this.listener = acceptor.accept(this);
    this.reader = new FrameReader(this, listener.acceptsText(), settings.maxMessageBytes());
  }

  /// What all connections have in common.
  ///
  /// @param maxMessageBytes the limit at the beginning; see [Connection#limitMessages]
  /// @param onError what to do with an [Error] on an I/O thread
  record Settings(int maxMessageBytes, int backlogLimitBytes, Consumer<Error> onError) {}

  // --- The socket has something for us ---

  void onReadable() {
    // As in guard, but without an object for each read.
    try {
      read();
    } catch (IOException e) {
      lose(new ConnectionEnd.Lost());
    } catch (RuntimeException e) {
      lose(new ConnectionEnd.Fault(e));
    } catch (Error e) {
      onError.accept(e);
    }
  }

  void onWritable() {
    guard(
        () -> {
          if (phase != Phase.CLOSED) {
            outbound.onWritable();
            finishIfDrained();
          }
        });
  }

  /// The socket was closed, by us or by someone else.
  void onTransportClosed() {
    guard(
        () -> {
          end(new ConnectionEnd.Lost());
          drop();
        });
  }

  private void read() throws IOException {
    if (phase == Phase.CLOSED) {
      return;
    }
    ByteBuffer in = buffers.read.clear();
    int length = transport.read(in);
    if (length < 0) {
      end(new ConnectionEnd.Lost());
      drop();
      return;
    }
    if (phase == Phase.CLOSING) {
      bytesAfterClose += length;
      if (bytesAfterClose > MAX_BYTES_AFTER_CLOSE) {
        drop();
        return;
      }
    }
    if (length == 0 || streamIsBroken) {
      return;
    }
    long framesBefore = reader.framesRead();
    buffers.pongs.clear();
    reader.read(in.flip());
    if (reader.framesRead() != framesBefore) {
      lastHeardNanos = ioThread.nanoTime();
    }
    sendPongs();
  }

  // --- What the reader finds ---

  @Override
  public void onMessage(boolean text, ByteBuffer payload) {
    if (phase != Phase.OPEN) {
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
      end(new ConnectionEnd.Fault(e));
      close(CloseCode.INTERNAL_ERROR, "internal error");
    }
  }

  @Override
  public void onPing(ByteBuffer payload) {
    if (phase != Phase.OPEN) {
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
    if (phase == Phase.OPEN) {
      listener.onPong();
    }
    countOverhead();
  }

  @Override
  public void onFragment() {
    countOverhead();
  }

  private void countOverhead() {
    if (phase == Phase.OPEN) {
      listener.onOverhead();
    }
  }

  @Override
  public void onClose(ByteBuffer payload) {
    peerHasClosed = true;
    if (phase != Phase.OPEN) {
      guard(this::finishIfDrained);
      return;
    }
    int code = CloseFrames.code(payload);
    int answer = CloseFrames.answerTo(payload);
    if (answer == code) {
      end(new ConnectionEnd.ClosedByPeer(code));
    } else {
      end(new ConnectionEnd.Violation(answer, "a malformed close frame"));
    }
    sendPongs();
    byte[] frame = answer == CloseCode.NO_STATUS ? Frames.emptyClose() : Frames.close(answer, "");
    beginClose(frame, true);
  }

  @Override
  public void onViolation(int closeCode, String what) {
    streamIsBroken = true;
    if (phase != Phase.OPEN) {
      return;
    }
    end(new ConnectionEnd.Violation(closeCode, what));
    sendPongs();
    beginClose(Frames.close(closeCode, what), true);
  }

  private void sendPongs() {
    if (buffers.pongs.position() == 0) {
      return;
    }
    byte[] frames = new byte[buffers.pongs.flip().remaining()];
    buffers.pongs.get(frames).clear();
    guardedSend(frames, true);
  }

  // --- What a session and a room ask for ---

  @Override
  public IoThread ioThread() {
    return ioThread;
  }

  @Override
  public void send(FrameBatch batch, FrameRanges ranges) {
    assert ioThread.isCurrent();
    if (phase != Phase.OPEN) {
      return;
    }
    boolean wasIdle = outbound.isIdle();
    try {
      outbound.send(batch, ranges);
    } catch (IOException e) {
      endSoon(new ConnectionEnd.Lost());
      return;
    } catch (RuntimeException e) {
      // The caller serves a whole room: it must not fail with one of its connections.
      endSoon(new ConnectionEnd.Fault(e));
      return;
    }
    checkBacklog(wasIdle);
  }

  @Override
  public void send(byte[] frame) {
    guardedSend(frame, false);
  }

  @Override
  public void ping(byte[] payload) {
    guardedSend(Frames.frame(Opcode.PING, payload), true);
  }

  private void guardedSend(byte[] frame, boolean mayBeDropped) {
    assert ioThread.isCurrent();
    if (phase != Phase.OPEN) {
      return;
    }
    boolean wasIdle = outbound.isIdle();
    try {
      outbound.send(frame, mayBeDropped);
    } catch (IOException e) {
      endSoon(new ConnectionEnd.Lost());
      return;
    } catch (RuntimeException e) {
      endSoon(new ConnectionEnd.Fault(e));
      return;
    }
    checkBacklog(wasIdle);
  }

  private void checkBacklog(boolean wasIdle) {
    if (wasIdle && !outbound.isIdle()) {
      listener.onBacklog();
    }
    if (outbound.isOverflown()) {
      endSoon(new ConnectionEnd.Overflown());
    }
  }

  @Override
  public void limitMessages(int bytes) {
    reader.limitMessages(bytes);
  }

  @Override
  public void close(int code, String reason) {
    assert ioThread.isCurrent();
    ended = true;
    beginClose(Frames.close(code, reason), false);
  }

  @Override
  public void closeWithoutBacklog(int code, String reason) {
    assert ioThread.isCurrent();
    ended = true;
    beginClose(Frames.close(code, reason), true);
  }

  @Override
  public void abort() {
    assert ioThread.isCurrent();
    ended = true;
    if (phase != Phase.CLOSED) {
      ioThread.execute(() -> guard(this::drop));
    }
  }

  @Override
  public long lastHeardNanos() {
    return lastHeardNanos;
  }

  @Override
  public int backlogBytes() {
    return outbound.backlogBytes();
  }

  @Override
  public long lastProgressNanos() {
    return outbound.lastProgressNanos();
  }

  @Override
  public InetAddress clientAddress() {
    return clientAddress;
  }

  // --- The end ---

  private void beginClose(byte[] closeFrame, boolean discardBacklog) {
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

  private void finishIfDrained() throws IOException {
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

  /// Tells the listener, unless it has asked for the end itself or has been told before.
  private void end(ConnectionEnd end) {
    if (!ended) {
      ended = true;
      listener.onEnd(end);
    }
  }

  /// The same, but after whatever runs now: a room may be in the middle of a flush.
  private void endSoon(ConnectionEnd end) {
    if (ended || endIsDue) {
      return;
    }
    endIsDue = true;
    ioThread.execute(
        () ->
            guard(
                () -> {
                  end(end);
                  if (end instanceof ConnectionEnd.Lost) {
                    drop();
                  }
                }));
  }

  private void drop() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    reader.stop();
    outbound.release();
    transport.close();
    listener.onClosed();
  }

  private interface Step {
    void run() throws IOException;
  }

  /// The edge: what fails in here ends this connection and no other.
  private void guard(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      lose(new ConnectionEnd.Lost());
    } catch (RuntimeException e) {
      lose(new ConnectionEnd.Fault(e));
    } catch (Error e) {
      onError.accept(e);
    }
  }

  private void lose(ConnectionEnd end) {
    try {
      end(end);
    } finally {
      drop();
    }
  }
}
