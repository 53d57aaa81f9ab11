package wsroom.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP proxy on the loopback address. Each connection through it is a [Link] that can fail as
/// networks do.
///
/// Thread-safe. Each connection has its own virtual threads.
final class FaultProxy implements AutoCloseable {
  private static final int QUEUE = 1024;

  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final Map<Integer, CompletableFuture<Link>> byClientPort = new ConcurrentHashMap<>();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();

  private FaultProxy(InetSocketAddress server, ServerSocket listener) {
    this.server = server;
    this.listener = listener;
  }

  static FaultProxy to(InetSocketAddress server) throws IOException {
    FaultProxy proxy =
        new FaultProxy(server, new ServerSocket(0, QUEUE, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("proxy").start(proxy::accept);
    return proxy;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /// The link of a socket that has connected to this proxy.
  Link linkOf(Socket client) {
    try {
      return link(client.getLocalPort()).join();
    } finally {
      byClientPort.remove(client.getLocalPort());
    }
  }

  /// Links that still hold a socket.
  int openLinks() {
    return links.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    links.forEach(Link::reset);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().name("link").start(() -> open(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void open(Socket client) {
    try {
      Socket upstream = new Socket(server.getAddress(), server.getPort());
      Link link = new Link(client, upstream, links::remove);
      links.add(link);
      link.start();
      link(client.getPort()).complete(link);
    } catch (IOException e) {
      link(client.getPort()).completeExceptionally(new UncheckedIOException(e));
    }
  }

  private CompletableFuture<Link> link(int clientPort) {
    return byClientPort.computeIfAbsent(clientPort, port -> new CompletableFuture<>());
  }
}
