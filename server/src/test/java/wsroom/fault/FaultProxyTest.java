package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The proxy behaves exactly as documented, so that failures through it are the server's.
class FaultProxyTest {
  private static final int PATIENCE_MILLIS = 20_000;

  /// Room for unrelated connections as well, since the test's own would otherwise be delayed by a
  /// second.
  private static final int QUEUE = 50;

  /// Long enough for bytes in flight on the loopback address to arrive.
  private static final int A_MOMENT_MILLIS = 100;

  private ServerSocket listener;
  private FaultProxy proxy;
  private Socket client;
  private Socket server;
  private Link link;

  @BeforeEach
  void connects() throws IOException {
    listener = new ServerSocket(0, QUEUE, InetAddress.getLoopbackAddress());
    proxy =
        FaultProxy.to(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
    client = new Socket(proxy.address().getAddress(), proxy.address().getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    link = proxy.linkOf(client);
    // On a busy machine an unrelated process may connect to a reused port.
    server = listener.accept();
    while (server.getPort() != link.serverSidePort()) {
      server.close();
      server = listener.accept();
    }
    server.setSoTimeout(PATIENCE_MILLIS);
  }

  @AfterEach
  void closes() throws IOException {
    proxy.close();
    client.close();
    server.close();
    listener.close();
  }

  @Test
  void bytesAndClosePassBothWays() throws IOException {
    says(client, 1, 2, 3);
    hears(server, 1, 2, 3);
    says(server, 4);
    hears(client, 4);
    client.shutdownOutput();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    says(server, 5);
    hears(client, 5);
    server.close();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void slicedStreamIsUnchanged() throws IOException {
    byte[] all = new byte[10_000];
    new Random(1).nextBytes(all);
    link.slices(3);
    client.getOutputStream().write(all);
    assertThat(server.getInputStream().readNBytes(all.length)).isEqualTo(all);
  }

  @Test
  void delayKeepsTheOrder() throws IOException {
    link.delays(Duration.ofMillis(50));
    long start = System.nanoTime();
    says(client, 1);
    says(client, 2);
    hears(server, 1, 2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(50));
  }

  @Test
  void throttledLinkIsSlow() throws IOException {
    link.throttles(100_000).slices(1_000);
    long start = System.nanoTime();
    client.getOutputStream().write(new byte[10_000]);
    server.getInputStream().readNBytes(10_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(99));
  }

  @Test
  void frozenLinkPassesNothingUntilItThaws() throws IOException {
    link.freezes();
    says(client, 1);
    says(server, 2);
    hearsNothing(server);
    hearsNothing(client);
    link.thaws();
    hears(server, 1);
    hears(client, 2);
  }

  @Test
  void closeOfAFrozenClientIsNotPassedOn() throws IOException {
    link.freezes();
    client.close();
    hearsNothing(server);
    link.thaws();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void halfOpenLinkIsClosedForTheClientOnly() throws IOException {
    link.halfOpens();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    hearsNothing(server);
    says(server, 1, 2, 3);
    hearsNothing(server);
  }

  @Test
  void resetReachesBothEndsAsReset() {
    link.reset();
    for (Socket socket : new Socket[] {client, server}) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void cutClosesBothEnds() throws IOException {
    link.cuts();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void linkEndsWithItsSockets() throws IOException, InterruptedException {
    client.close();
    server.close();
    RecordedRun nowhere = new RecordedRun(proxy.address(), 0);
    assertThat(
            nowhere.awaits(
                () -> proxy.openLinks() == 0 ? java.util.List.of() : java.util.List.of("a link"),
                RecordedRun.PATIENCE))
        .isEmpty();
  }

  private static void says(Socket socket, int... bytes) throws IOException {
    for (int value : bytes) {
      socket.getOutputStream().write(value);
    }
  }

  private static void hears(Socket socket, int... bytes) throws IOException {
    InputStream in = socket.getInputStream();
    for (int value : bytes) {
      assertThat(in.read()).isEqualTo(value);
    }
  }

  private static void hearsNothing(Socket socket) throws IOException {
    socket.setSoTimeout(A_MOMENT_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }
}
