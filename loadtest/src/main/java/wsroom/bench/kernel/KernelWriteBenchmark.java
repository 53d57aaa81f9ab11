package wsroom.bench.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One write to a TCP socket on loopback, as a relay makes for each peer and flush. A hundred
/// sockets take turns; what was written is read between the invocations, outside the figure.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelWriteBenchmark {
  private static final int PEERS = 100;
  private static final int FRAME_BYTES = 70;

  /// Frames in one write, each with a body of 60 bytes.
  @Param({"1", "5", "20", "100"})
  public int frames = 1;

  private final List<SocketChannel> servers = new ArrayList<>();
  private final List<SocketChannel> clients = new ArrayList<>();
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(256 * 1024);
  private ByteBuffer outgoing = ByteBuffer.allocateDirect(0);

  @Setup
  public void connect() throws IOException {
    outgoing = ByteBuffer.allocateDirect(frames * FRAME_BYTES);
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (int i = 0; i < PEERS; i++) {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        client.configureBlocking(false);
        clients.add(client);
        SocketChannel server = listener.accept();
        server.configureBlocking(false);
        servers.add(server);
      }
    }
  }

  @Setup(Level.Invocation)
  public void readAll() throws IOException {
    for (SocketChannel client : clients) {
      while (client.read(incoming.clear()) > 0) {
        // until it is empty
      }
    }
  }

  @TearDown
  public void disconnect() throws IOException {
    for (SocketChannel server : servers) {
      server.close();
    }
    for (SocketChannel client : clients) {
      client.close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(PEERS)
  public int write() throws IOException {
    int written = 0;
    for (SocketChannel server : servers) {
      written += server.write(outgoing.clear());
    }
    if (written != PEERS * outgoing.capacity()) {
      throw new IllegalStateException("a socket was full, so that less was written than is said");
    }
    return written;
  }
}
