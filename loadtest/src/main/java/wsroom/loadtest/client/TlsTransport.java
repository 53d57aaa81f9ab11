package wsroom.loadtest.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/// TLS over a socket. The TLS handshake proceeds within the first writes and reads.
final class TlsTransport implements Transport {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer encryptedIn;
  private final ByteBuffer encryptedOut;
  private boolean starved = true;

  TlsTransport(SocketChannel channel, SSLEngine engine) throws IOException {
    this.channel = channel;
    this.engine = engine;
    int packetBytes = engine.getSession().getPacketBufferSize();
    this.encryptedIn = ByteBuffer.allocate(packetBytes).flip();
    this.encryptedOut = ByteBuffer.allocate(packetBytes);
    engine.beginHandshake();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int start = into.position();
    while (true) {
      SSLEngineResult result = engine.unwrap(encryptedIn, into);
      continueHandshake();
      starved = result.getStatus() == Status.BUFFER_UNDERFLOW;
      if (result.getStatus() == Status.CLOSED) {
        return into.position() > start ? into.position() - start : -1;
      }
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        return into.position() - start;
      }
      if (!starved) {
        continue;
      }
      encryptedIn.compact();
      int count = channel.read(encryptedIn);
      encryptedIn.flip();
      if (count < 0 && into.position() == start) {
        return -1;
      }
      if (count <= 0) {
        return into.position() - start;
      }
    }
  }

  @Override
  public boolean holdsMore() {
    return !starved;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    continueHandshake();
    while (accepts() && from.hasRemaining() && flush()) {
      engine.wrap(from, encryptedOut);
    }
    flush();
  }

  @Override
  public boolean accepts() {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  @Override
  public boolean flush() throws IOException {
    encryptedOut.flip();
    channel.write(encryptedOut);
    encryptedOut.compact();
    return encryptedOut.position() == 0;
  }

  private void continueHandshake() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
        }
        case NEED_WRAP -> {
          if (!flush()) {
            return;
          }
          engine.wrap(NOTHING, encryptedOut);
          flush();
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }
}
