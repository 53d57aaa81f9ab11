package wsroom.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// A proxy between one client and the server that counts the server's TLS records of application
/// data. A record is counted before it is passed on.
final class RecordTap implements AutoCloseable {
  private static final int APPLICATION_DATA = 23;

  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket toServer;
  private final AtomicInteger records = new AtomicInteger();

  RecordTap(InetSocketAddress server) throws IOException {
    toServer = new Socket(server.getAddress(), server.getPort());
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return listener.getLocalPort();
  }

  int records() {
    return records.get();
  }

  private void serve() {
    try (Socket toClient = listener.accept()) {
      toClient.setTcpNoDelay(true);
      toServer.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> upstream(toClient));
      DataInputStream in = new DataInputStream(toServer.getInputStream());
      OutputStream out = toClient.getOutputStream();
      while (true) {
        byte[] header = in.readNBytes(5);
        if (header.length < 5) {
          return;
        }
        byte[] body = in.readNBytes((header[3] & 0xFF) << 8 | (header[4] & 0xFF));
        if (header[0] == APPLICATION_DATA) {
          records.incrementAndGet();
        }
        out.write(header);
        out.write(body);
      }
    } catch (IOException over) {
      // The test is over.
    }
  }

  private void upstream(Socket toClient) {
    try {
      toClient.getInputStream().transferTo(toServer.getOutputStream());
    } catch (IOException over) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    toServer.close();
    listener.close();
  }
}
