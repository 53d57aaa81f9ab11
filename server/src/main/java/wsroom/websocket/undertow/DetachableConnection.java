package wsroom.websocket.undertow;

import java.io.IOException;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.StreamConnection;
import org.xnio.channels.SslChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.WriteReadyHandler;
import org.xnio.ssl.SslConnection;

/// A stand-in for the socket's connection, which HTTP uses until the upgrade.
///
/// Undertow attaches parsers, timers and lists to each connection, and XNIO never removes a close
/// listener, so a WebSocket would keep a kilobyte that it does not need. Here they are attached to
/// the stand-in, which is released when the socket is [detached][#detach]: to Undertow its
/// connection has closed, while the socket stays open.
///
/// Confined to the connection's I/O thread, except that HTTP may close it from any thread.
sealed class DetachableConnection extends StreamConnection {
  private final StreamConnection socket;
  private final HttpConnectionLimit limit;
  private final CloseListener onClose;
  private volatile boolean detached;

  /// Guarded by the lock of [HttpConnectionLimit].
  HttpConnectionLimit.Use use = HttpConnectionLimit.Use.UNUSED;

  private DetachableConnection(StreamConnection socket, HttpConnectionLimit limit) {
    super(socket.getIoThread());
    this.socket = socket;
    this.limit = limit;
    this.onClose = new CloseListener(() -> IoUtils.safeClose(this));
    setSourceConduit(socket.getSourceChannel().getConduit());
    setSinkConduit(socket.getSinkChannel().getConduit());
    socket.setCloseListener(onClose);
  }

  /// @param limit notified when HTTP no longer uses the connection
  static DetachableConnection of(StreamConnection socket, HttpConnectionLimit limit) {
    return socket instanceof SslConnection encrypted
        ? new Encrypted(encrypted, limit)
        : new DetachableConnection(socket, limit);
  }

  /// The connection of the socket itself.
  StreamConnection socket() {
    return socket;
  }

  /// Directs the socket's events to the socket's own connection from now on. Bytes that HTTP has
  /// read beyond the request can still be read from here.
  ///
  /// @param onClosed run when the socket is closed
  void redirectEvents(Runnable onClosed) {
    onClose.action = onClosed;
    var source = socket.getSourceChannel();
    source.getConduit().setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(source));
    var sink = socket.getSinkChannel();
    sink.getConduit().setWriteReadyHandler(new WriteReadyHandler.ChannelListenerHandler<>(sink));
  }

  /// Reports what HTTP uses the connection for from now on.
  void setUse(HttpConnectionLimit.Use newUse) {
    limit.setUse(this, newUse);
  }

  /// Counts the connection no longer, so that it is never evicted.
  void exempt() {
    limit.onClosed(this);
  }

  /// Detaches the socket from HTTP. Bytes that HTTP has read ahead are discarded.
  void detach() {
    detached = true;
    IoUtils.safeClose(this);
  }

  @Override
  protected void closeAction() {
    limit.onClosed(this);
    if (!detached) {
      IoUtils.safeClose(socket);
    }
  }

  @Override
  protected void notifyReadClosed() {
    if (!detached) {
      super.notifyReadClosed();
    }
  }

  @Override
  protected void notifyWriteClosed() {
    if (!detached) {
      super.notifyWriteClosed();
    }
  }

  @Override
  public SocketAddress getPeerAddress() {
    return socket.getPeerAddress();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return socket.getLocalAddress();
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

  /// A connection with TLS, about which HTTP asks.
  private static final class Encrypted extends DetachableConnection implements SslChannel {
    private final SslConnection socket;

    Encrypted(SslConnection socket, HttpConnectionLimit limit) {
      super(socket, limit);
      this.socket = socket;
    }

    @Override
    public void startHandshake() throws IOException {
      socket.startHandshake();
    }

    @Override
    public SSLSession getSslSession() {
      return socket.getSslSession();
    }

    @Override
    public ChannelListener.Setter<? extends SslConnection> getHandshakeSetter() {
      return socket.getHandshakeSetter();
    }

    @Override
    @SuppressWarnings("unchecked") // listeners receive this connection
    public ChannelListener.Setter<Encrypted> getCloseSetter() {
      return (ChannelListener.Setter<Encrypted>) super.getCloseSetter();
    }
  }

  /// The only close listener of the socket, so that it keeps no reference to anything that is done
  /// with it.
  private static final class CloseListener implements ChannelListener<StreamConnection> {
    private Runnable action;

    CloseListener(Runnable action) {
      this.action = action;
    }

    @Override
    public void handleEvent(StreamConnection closed) {
      action.run();
    }
  }
}
