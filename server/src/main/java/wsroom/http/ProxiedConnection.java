package wsroom.http;

import java.io.IOException;
import java.net.SocketAddress;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.StreamConnection;

/// A connection from a load balancer, with the client's address as its remote address.
///
/// Confined to the connection's I/O thread, except for closing, which any thread may do.
final class ProxiedConnection extends StreamConnection {
  private final StreamConnection socket;
  private final ProxyHeader.Addresses addresses;

  ProxiedConnection(StreamConnection socket, ProxyHeader.Addresses addresses) {
    super(socket.getIoThread());
    this.socket = socket;
    this.addresses = addresses;
    setSourceConduit(socket.getSourceChannel().getConduit());
    setSinkConduit(socket.getSinkChannel().getConduit());
    socket.setCloseListener(closed -> IoUtils.safeClose(this));
  }

  @Override
  protected void closeAction() {
    IoUtils.safeClose(socket);
  }

  @Override
  public SocketAddress getPeerAddress() {
    return addresses.client();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return addresses.destination();
  }

  @Override
  public boolean supportsOption(Option<?> option) {
    return socket.supportsOption(option);
  }

  @Override
  public <T> T getOption(Option<T> option) throws IOException {
    return socket.getOption(option);
  }

  @Override
  public <T> T setOption(Option<T> option, T value) throws IOException {
    return socket.setOption(option, value);
  }
}
