package wsroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The bytes that the kernel accepts for a client that does not read, with and without the limit.
@EnabledOnOs(OS.LINUX)
class UnsentLimitTest {
  private static final int LIMIT_BYTES = 4096;

  /// A record of the kernel's own that was begun below the limit may be filled: 64 KiB at most.
  private static final int ONE_RECORD_BYTES = 64 * 1024;

  private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

  @Test
  void connectionsInheritTheLimitFromTheListeningSocket() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      int unlimited = takenUnread(listener);

      assertThat(UnsentLimit.find().orElseThrow().set(port, LIMIT_BYTES)).isTrue();

      assertThat(takenUnread(listener))
          .isLessThan(LIMIT_BYTES + ONE_RECORD_BYTES + 2 * RECEIVE_BUFFER_BYTES)
          .isLessThan(unlimited / 2);
    }
  }

  @Test
  void portWithoutAListenerIsNotSet() throws IOException {
    assertThat(UnsentLimit.find().orElseThrow().set(0, LIMIT_BYTES)).isFalse();
  }

  /// The number of bytes that the kernel accepts, in small writes, for a client that does not read.
  private static int takenUnread(ServerSocketChannel listener) throws IOException {
    try (SocketChannel client = SocketChannel.open()) {
      client.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      client.connect(listener.getLocalAddress());
      try (SocketChannel accepted = listener.accept()) {
        accepted.configureBlocking(false);
        ByteBuffer piece = ByteBuffer.allocate(1_000);
        int taken = 0;
        int written = piece.capacity();
        while (written == piece.capacity()) {
          written = accepted.write(piece.clear());
          taken += written;
        }
        return taken;
      }
    }
  }
}
