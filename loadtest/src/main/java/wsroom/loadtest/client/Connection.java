package wsroom.loadtest.client;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A client WebSocket. Confined to its loop's thread. Holds no buffer while nothing is pending.
public final class Connection {
  private static final byte[] NOTHING = {};
  private static final int LEFTOVER_BYTES = 128;

  private final ClientLoop loop;
  private final Handler handler;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Transport transport;
  private final SendBuffer sendBuffer;
  private final FrameReader frames;

  /// Null once the server has accepted the upgrade.
  private @Nullable UpgradeExchange upgrade;

  /// The received part of an incomplete frame.
  private byte[] leftover = NOTHING;

  private int leftoverLength;
  private boolean reading = true;
  private boolean closeSent;
  private boolean closed;

  private Connection(
      ClientLoop loop, SocketChannel channel, ConnectOptions connectOptions, Handler handler)
      throws IOException {
    this.loop = loop;
    this.handler = handler;
    this.channel = channel;
    this.transport = connectOptions.transport(channel);
    this.upgrade = new UpgradeExchange(loop.random());
    this.sendBuffer =
        new SendBuffer(
            transport,
            upgrade.request(
                connectOptions.target(), connectOptions.target().pathOf(connectOptions.room())));
    this.frames = new FrameReader(this, handler);
    this.key = channel.register(loop.selector(), SelectionKey.OP_CONNECT);
  }

  /// Connects and upgrades. The handler is notified, but never within this call.
  ///
  /// @throws IOException if no socket can be opened
  public static Connection open(ClientLoop loop, ConnectOptions connectOptions, Handler handler)
      throws IOException {
    assert loop.onThread();
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (connectOptions.receiveBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, connectOptions.receiveBufferBytes());
      }
      Connection connection = new Connection(loop, channel, connectOptions, handler);
      connection.key.attach(connection);
      if (channel.connect(connectOptions.target().address())) {
        loop.execute(connection::flushOrClose);
      }
      return connection;
    } catch (IOException refused) {
      channel.close();
      throw refused;
    }
  }

  /// The frame writer, cleared. The caller writes frames and calls `send` right after.
  public FrameWriter frames() {
    FrameWriter writer = loop.writer();
    writer.clear();
    return writer;
  }

  /// Sends the frames written to `frames()`, with one write if the socket takes it.
  public void send() {
    assert loop.onThread();
    if (closed) {
      return;
    }
    try {
      if (!sendBuffer.send(loop.writer().take())) {
        flush();
      }
    } catch (IOException broken) {
      finish(CloseStatus.abnormal(broken));
    }
  }

  /// Bytes not yet taken by the socket.
  public int unsentBytes() {
    return sendBuffer.pendingBytes();
  }

  /// Enables or disables reading from the socket.
  public void setReading(boolean wanted) {
    assert loop.onThread();
    reading = wanted;
    flushOrClose();
  }

  /// Reads once, at most so many bytes, even while reading is disabled.
  public void readSome(int limitBytes) {
    assert loop.onThread();
    if (closed || upgrade != null) {
      return;
    }
    try {
      read(limitBytes);
    } catch (IOException broken) {
      finish(CloseStatus.abnormal(broken));
    }
  }

  /// Sends a close frame; the handler's `closed` follows the server's reply.
  public void close(int code, String reason) {
    assert loop.onThread();
    if (closed || closeSent) {
      return;
    }
    if (upgrade != null) {
      finish(CloseStatus.abnormal("closed before the upgrade"));
      return;
    }
    sendClose(code, reason);
  }

  /// Aborts: closes the socket without a close frame.
  public void drop() {
    finish(CloseStatus.abnormal("aborted"));
  }

  public boolean isClosed() {
    return closed;
  }

  /// Handles socket readiness.
  void ready() {
    if (closed) {
      return; // by another event of the same select
    }
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        flush();
        return;
      }
      if (key.isWritable()) {
        flush();
      }
      if (!closed && key.isReadable()) {
        read(Integer.MAX_VALUE);
      }
    } catch (IOException broken) {
      finish(CloseStatus.abnormal(broken));
    }
  }

  void sendControl(int opcode, byte[] payload) {
    FrameWriter writer = frames();
    writer.begin(opcode, payload.length).put(payload);
    writer.end();
    send();
  }

  /// Fails the connection after a protocol violation: sends a close frame and closes the socket.
  void fail(int code, String what) {
    handler.violation(what);
    sendClose(code, what);
    finish(new CloseStatus(code, what));
  }

  void closeReceived(CloseStatus closeStatus) {
    if (!closeSent) {
      sendClose(closeStatus.code() == 1005 ? 1000 : closeStatus.code(), "");
    }
    finish(closeStatus);
  }

  private void sendClose(int code, String reason) {
    closeSent = true;
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + Math.min(text.length, 123)];
    ByteBuffer.wrap(payload).putShort((short) code).put(text, 0, payload.length - 2);
    sendControl(FrameWriter.CLOSE, payload);
  }

  private void flushOrClose() {
    if (closed) {
      return;
    }
    try {
      flush();
    } catch (IOException broken) {
      finish(CloseStatus.abnormal(broken));
    }
  }

  private void flush() throws IOException {
    boolean writable = sendBuffer.push();
    int wanted = (reading ? SelectionKey.OP_READ : 0) | (writable ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private void read(int limitBytes) throws IOException {
    ByteBuffer in = loop.readBuffer();
    do {
      in.clear().put(leftover, 0, leftoverLength);
      in.limit((int) Math.min(in.capacity(), (long) leftoverLength + limitBytes));
      int count = transport.read(in);
      if (count < 0) {
        finish(
            upgrade == null
                ? CloseStatus.abnormal("connection closed by server")
                : upgrade.endOfAll(leftover, leftoverLength));
        return;
      }
      if (count > 0) {
        int end = in.position();
        keep(in, parse(in, end), end);
      }
      if (!closed && !sendBuffer.isEmpty() && (key.interestOps() & SelectionKey.OP_WRITE) == 0) {
        flush(); // output may have waited for the TLS handshake
      }
    } while (!closed && transport.holdsMore());
  }

  private int parse(ByteBuffer in, int end) {
    int at = 0;
    if (upgrade != null) {
      try {
        at = upgrade.endOfAnswer(in, 0, end);
      } catch (UpgradeExchange.Rejected refused) {
        finish(refused.closeStatus());
        return end;
      }
      if (at < 0) {
        return 0;
      }
      upgrade = null;
      handler.opened();
    }
    handler.readStarted();
    return frames.read(in, at, end);
  }

  private void keep(ByteBuffer in, int from, int to) {
    leftoverLength = to - from;
    if (leftover.length < leftoverLength) {
      leftover = new byte[Math.max(LEFTOVER_BYTES, Integer.highestOneBit(leftoverLength) * 2)];
    }
    in.get(from, leftover, 0, leftoverLength);
  }

  private void finish(CloseStatus closeStatus) {
    assert loop.onThread();
    if (closed) {
      return;
    }
    closed = true;
    leftover = NOTHING;
    sendBuffer.discard();
    try {
      channel.close();
    } catch (IOException alreadyBroken) {
      // Nothing can be done: the socket is released anyway.
    }
    handler.closed(closeStatus);
  }
}
