package wsroom.archipelago;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// A transport registry like Archipelago's, on a free loopback port. It checks tokens in the same
/// way: a client with an invalid one is upgraded, and closed at once.
///
/// Thread-safe. Each connection has its own virtual threads.
public final class SocketRegistry implements AutoCloseable {
  static final int PATIENCE_SECONDS = 30;
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final String secret;
  private final String scheme;
  private final ServerSocketFactory factory;
  private final BlockingQueue<TransportLine> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listener;
  private volatile String status = "101 Switching Protocols";

  public SocketRegistry(String secret) throws IOException {
    this(secret, "ws", ServerSocketFactory.getDefault());
  }

  /// @param scheme `wss` if the factory's sockets speak TLS
  public SocketRegistry(String secret, String scheme, ServerSocketFactory factory)
      throws IOException {
    this.secret = secret;
    this.scheme = scheme;
    this.factory = factory;
    listener = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    serve(listener);
  }

  /// The URI for registrations.
  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort() + "/transport");
  }

  /// Waits for a transport with a valid token.
  public TransportLine accepts() throws InterruptedException {
    return soon(accepted, "a transport registers itself");
  }

  /// Waits for one that is closed at once because of its token.
  ///
  /// @return the problem with the token
  public String refuses() throws InterruptedException {
    return soon(refused, "a transport with a wrong token comes");
  }

  /// The next request's head.
  public String head() throws InterruptedException {
    return soon(heads, "somebody asks");
  }

  /// The number of requests that have not been read by the test yet.
  public int heads() {
    return heads.size();
  }

  /// Answers upgrades with another status from now on, such as `503 Service Unavailable`.
  public void answersWith(String other) {
    status = other;
  }

  /// Stops listening, and cuts all links.
  public void goesDown() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /// Listens again on the same port.
  public void comesBack() throws IOException {
    ServerSocket again = factory.createServerSocket();
    again.setReuseAddress(true);
    again.bind(listener.getLocalSocketAddress());
    listener = again;
    serve(again);
  }

  @Override
  public void close() throws IOException {
    goesDown();
  }

  static <T> T soon(BlockingQueue<T> queue, String what) throws InterruptedException {
    T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as(what).isNotNull();
    return next;
  }

  private void serve(ServerSocket on) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket socket = on.accept();
                  sockets.add(socket);
                  Thread.ofVirtual().start(() -> meet(socket));
                }
              } catch (IOException over) {
                // The registry is down.
              }
            });
  }

  private void meet(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      String head = readHead(socket);
      heads.add(head);
      String key =
          head.lines()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElseThrow();
      boolean upgrades = status.startsWith("101");
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 "
                      + status
                      + (upgrades
                          ? "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                              + accept(key)
                          : "\r\nConnection: close\r\nContent-Length: 0")
                      + "\r\n\r\n")
                  .getBytes(US_ASCII));
      if (!upgrades) {
        socket.close();
        return;
      }
      TransportLine line = new TransportLine(socket);
      String wrong = wrongWith(head);
      if (wrong == null) {
        accepted.add(line);
      } else {
        line.closes();
        refused.add(wrong);
      }
      line.readUntilItEnds();
    } catch (Exception e) {
      refused.add(e.toString());
    }
  }

  /// The problem with the token of a request; null if it is valid.
  private @Nullable String wrongWith(String head) throws Exception {
    String target = head.split(" ", 3)[1];
    String query = String.valueOf(URI.create(target).getRawQuery());
    if (!query.startsWith("access_token=")) {
      return "no token";
    }
    SignedJWT token = SignedJWT.parse(query.substring("access_token=".length()));
    byte[] key = secret.getBytes(UTF_8);
    if (!token.verify(new MACVerifier(Arrays.copyOf(key, Math.max(32, key.length))))) {
      return "a forged token";
    }
    var claims = token.getJWTClaimsSet();
    return claims.getAudience().contains(uri().toString()) && claims.getIssueTime() != null
        ? null
        : "a token for someone else";
  }

  private static String readHead(Socket socket) throws IOException {
    // One character at a time, so that the bytes after the head stay unread.
    var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 1);
    var head = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isEmpty()) {
        return head.toString();
      }
      head.append(line).append('\n');
    }
    throw new IOException("no whole head");
  }

  private static String accept(String key) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(US_ASCII));
    return Base64.getEncoder().encodeToString(digest);
  }
}
