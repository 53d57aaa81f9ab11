package wsroom.loadtest.client;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One WebSocket to a server. Confined to its loop's thread. Holds no buffer while nothing waits.
public final class Connection {
  private static final byte[] NOTHING = {};
  private static final int LEFTOVER_BYTES = 128;

  private final ClientLoop loop;
  private final Handler handler;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Wire wire;
  private final Outbox outbox;
  private final FrameReader frames;

  /// Null once the server has accepted the upgrade.
  private @Nullable UpgradeExchange upgrade;

  /// The beginning of a frame whose rest is still to come.
  private byte[] leftover = NOTHING;

  private int leftoverLength;
  private boolean reading = true;
  private boolean closeSent;
  private boolean closed;

  private Connection(ClientLoop loop, SocketChannel channel, Dial dial, Handler handler)
      throws IOException {
    this.loop = loop;
    this.handler = handler;
    this.channel = channel;
    this.wire = dial.wire(channel);
    this.upgrade = new UpgradeExchange(loop.random());
    this.outbox =
        new Outbox(wire, upgrade.request(dial.target(), dial.target().pathOf(dial.room())));
    this.frames = new FrameReader(this, handler);
    this.key = channel.register(loop.selector(), SelectionKey.OP_CONNECT);
  }

  /// Connects and upgrades. The handler hears how it went, but never within this call.
  ///
  /// @throws IOException if there is not even a socket to be had
  public static Connection open(ClientLoop loop, Dial dial, Handler handler) throws IOException {
    assert loop.onThread();
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (dial.receiveBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, dial.receiveBufferBytes());
      }
      Connection connection = new Connection(loop, channel, dial, handler);
      connection.key.attach(connection);
      if (channel.connect(dial.target().address())) {
        loop.execute(connection::pushOutGuarded);
      }
      return connection;
    } catch (IOException refused) {
      channel.close();
      throw refused;
    }
  }

  /// Frames that the caller fills and then hands to `send`, before anything else happens.
  public FrameWriter frames() {
    FrameWriter writer = loop.writer();
    writer.clear();
    return writer;
  }

  /// Sends what was written to `frames()`, with one write where the socket takes it.
  public void send() {
    assert loop.onThread();
    if (closed) {
      return;
    }
    try {
      if (!outbox.send(loop.writer().take())) {
        pushOut();
      }
    } catch (IOException broken) {
      gone(Ending.broken(broken));
    }
  }

  /// What could not be sent yet.
  public int unsentBytes() {
    return outbox.waitingBytes();
  }

  /// Whether what the server sends is read as it comes.
  public void setReading(boolean wanted) {
    assert loop.onThread();
    reading = wanted;
    pushOutGuarded();
  }

  /// Reads at most so much, once, also while reading is off.
  public void readSome(int limitBytes) {
    assert loop.onThread();
    if (closed || upgrade != null) {
      return;
    }
    try {
      read(limitBytes);
    } catch (IOException broken) {
      gone(Ending.broken(broken));
    }
  }

  /// Says goodbye; the handler's `closed` follows when the server has answered.
  public void close(int code, String reason) {
    assert loop.onThread();
    if (closed || closeSent) {
      return;
    }
    if (upgrade != null) {
      gone(Ending.broken("left before the upgrade"));
      return;
    }
    sendClose(code, reason);
  }

  /// Drops the socket without a close frame.
  public void drop() {
    gone(Ending.broken("dropped"));
  }

  public boolean isClosed() {
    return closed;
  }

  /// One of the socket's events.
  void ready() {
    if (closed) {
      return; // by something else that was ready in the same turn
    }
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        pushOut();
        return;
      }
      if (key.isWritable()) {
        pushOut();
      }
      if (!closed && key.isReadable()) {
        read(Integer.MAX_VALUE);
      }
    } catch (IOException broken) {
      gone(Ending.broken(broken));
    }
  }

  void sendControl(int opcode, byte[] payload) {
    FrameWriter writer = frames();
    writer.begin(opcode, payload.length).put(payload);
    writer.end();
    send();
  }

  /// The server broke the protocol: it is told so, and the connection ends.
  void fail(int code, String what) {
    handler.misbehaved(what);
    sendClose(code, what);
    gone(new Ending(code, what));
  }

  void closeReceived(Ending ending) {
    if (!closeSent) {
      sendClose(ending.code() == 1005 ? 1000 : ending.code(), "");
    }
    gone(ending);
  }

  private void sendClose(int code, String reason) {
    closeSent = true;
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + Math.min(text.length, 123)];
    ByteBuffer.wrap(payload).putShort((short) code).put(text, 0, payload.length - 2);
    sendControl(FrameWriter.CLOSE, payload);
  }

  private void pushOutGuarded() {
    if (closed) {
      return;
    }
    try {
      pushOut();
    } catch (IOException broken) {
      gone(Ending.broken(broken));
    }
  }

  private void pushOut() throws IOException {
    boolean writable = outbox.push();
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
      int count = wire.read(in);
      if (count < 0) {
        gone(
            upgrade == null
                ? Ending.broken("the server hung up")
                : upgrade.endOfAll(leftover, leftoverLength));
        return;
      }
      if (count > 0) {
        int end = in.position();
        keep(in, parse(in, end), end);
      }
      if (!closed && !outbox.isEmpty() && (key.interestOps() & SelectionKey.OP_WRITE) == 0) {
        pushOut(); // it may have waited for the TLS handshake
      }
    } while (!closed && wire.holdsMore());
  }

  private int parse(ByteBuffer in, int end) {
    int at = 0;
    if (upgrade != null) {
      try {
        at = upgrade.endOfAnswer(in, 0, end);
      } catch (UpgradeExchange.Refused refused) {
        gone(refused.ending());
        return end;
      }
      if (at < 0) {
        return 0;
      }
      upgrade = null;
      handler.opened();
    }
    handler.readBegins();
    return frames.read(in, at, end);
  }

  private void keep(ByteBuffer in, int from, int to) {
    leftoverLength = to - from;
    if (leftover.length < leftoverLength) {
      leftover = new byte[Math.max(LEFTOVER_BYTES, Integer.highestOneBit(leftoverLength) * 2)];
    }
    in.get(from, leftover, 0, leftoverLength);
  }

  private void gone(Ending ending) {
    assert loop.onThread();
    if (closed) {
      return;
    }
    closed = true;
    leftover = NOTHING;
    outbox.discard();
    try {
      channel.close();
    } catch (IOException alreadyBroken) {
      // Nobody could do anything about it: the socket is released all the same.
    }
    handler.closed(ending);
  }
}
