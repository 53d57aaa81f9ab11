package wsroom.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.RawUpgrade;

/// A WebSocket client on a plain blocking socket, which can violate the protocol.
///
/// The caller's thread writes; its own thread reads.
final class Wire {
  private static final int UPGRADE_PATIENCE_MILLIS = 20_000;

  /// Receives frames. Called on the reading thread.
  interface Listener {
    void onPacket(byte[] packet) throws IOException;

    default void onPong() {}

    /// The server's close frame.
    default void onClose(int code, String reason) {}

    /// The connection has ended. Called once and last.
    void onEnd();
  }

  /// A rejected upgrade.
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;
    private final int status;

    RefusedException(String statusLine) {
      super(statusLine);
      String[] words = statusLine.split(" ", 3);
      status = words.length > 1 ? Integer.parseInt(words[1]) : 0;
    }

    int status() {
      return status;
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readable = lock.newCondition();
  private final ReentrantLock writing = new ReentrantLock();
  private boolean reading = true;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
  }

  /// Connects and upgrades.
  ///
  /// @throws RefusedException with the status if the server does not upgrade
  static Wire open(InetSocketAddress where, String room) throws IOException {
    return open(where, RawUpgrade.request(room));
  }

  /// The same with a custom request.
  static Wire open(InetSocketAddress where, byte[] request) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(UPGRADE_PATIENCE_MILLIS);
      socket.connect(where);
      socket.getOutputStream().write(request);
      Wire wire = new Wire(socket);
      wire.readUpgrade();
      socket.setSoTimeout(0);
      return wire;
    } catch (IOException e) {
      Link.close(socket);
      throw e;
    }
  }

  Socket socket() {
    return socket;
  }

  /// Starts to read.
  void listens(Listener listener) {
    Thread.ofVirtual().name("wire").start(() -> read(listener));
  }

  void sends(byte[] packet) throws IOException {
    write(ClientFrames.binary(packet));
  }

  void pings() throws IOException {
    write(ClientFrames.ping(new byte[] {1}));
  }

  /// Sends a close frame, without waiting.
  void closes(int code) throws IOException {
    write(ClientFrames.close(code, ""));
  }

  /// Sends any bytes.
  void write(byte[] bytes) throws IOException {
    writing.lock();
    try {
      socket.getOutputStream().write(bytes);
    } finally {
      writing.unlock();
    }
  }

  /// Closes the socket without a close frame.
  void hangsUp() {
    Link.close(socket);
    readsAgain();
  }

  void resets() {
    Link.reset(socket);
    readsAgain();
  }

  void stopsReading() {
    setReading(false);
  }

  void readsAgain() {
    setReading(true);
  }

  /// Waits for the server's close, and skips all other frames.
  ///
  /// @return "closed 1234", or "lost" if there was no close frame
  String awaitsEnd() throws IOException {
    socket.setSoTimeout(UPGRADE_PATIENCE_MILLIS);
    StringBuilder end = new StringBuilder("lost");
    Listener ear =
        new Listener() {
          @Override
          public void onPacket(byte[] packet) {}

          @Override
          public void onClose(int code, String reason) {
            end.replace(0, end.length(), "closed " + code);
          }

          @Override
          public void onEnd() {}
        };
    read(ear);
    return end.toString();
  }

  private void setReading(boolean now) {
    lock.lock();
    try {
      reading = now;
      readable.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitReading() {
    lock.lock();
    try {
      while (!reading) {
        readable.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void readUpgrade() throws IOException {
    String statusLine = RawUpgrade.readHead(in).lines().findFirst().orElse("");
    if (!statusLine.contains(" 101 ")) {
      throw new RefusedException(statusLine);
    }
  }

  private void read(Listener listener) {
    try {
      boolean open = true;
      while (open) {
        awaitReading();
        open = readFrame(listener);
      }
    } catch (IOException e) {
      // Lost, by any fault.
    } finally {
      Link.close(socket);
      listener.onEnd();
    }
  }

  private boolean readFrame(Listener listener) throws IOException {
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    switch (first) {
      case 0x82 -> listener.onPacket(payload);
      case 0x89 -> write(ClientFrames.pong(payload));
      case 0x8A -> listener.onPong();
      case 0x88 -> {
        int code = length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        listener.onClose(code, length < 2 ? "" : new String(payload, 2, length - 2, UTF_8));
        write(
            ClientFrames.frame(
                true, 0x8, length < 2 ? new byte[0] : new byte[] {payload[0], payload[1]}));
        return false;
      }
      default -> throw new AssertionError("a frame that begins with " + first);
    }
    return true;
  }
}
