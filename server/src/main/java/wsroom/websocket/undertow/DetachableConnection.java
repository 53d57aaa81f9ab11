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

/// A connection as HTTP is given it: to all appearance the connection itself.
///
/// Undertow hangs parsers, timers and lists on each connection, and XNIO lets nobody take a close
/// listener off again, so all of that would live as long as the socket: a kilobyte for a WebSocket
/// that needs none of it. Here it hangs on a stand-in, which goes once the socket has been
/// [taken back][#takeBack]: Undertow is told that its connection has closed, and the socket stays.
///
/// Confined to the connection's I/O thread, but for its closing, which HTTP may do from any.
sealed class DetachableConnection extends StreamConnection {
  private final StreamConnection lender;
  private final HttpConnectionLimit loans;
  private final CloseListener onClose;
  private volatile boolean isBack;

  /// Belongs to [HttpConnectionLimit], under whose lock it is.
  HttpConnectionLimit.Use use = HttpConnectionLimit.Use.UNUSED;

  private DetachableConnection(StreamConnection lender, HttpConnectionLimit loans) {
    super(lender.getIoThread());
    this.lender = lender;
    this.loans = loans;
    this.onClose = new CloseListener(() -> IoUtils.safeClose(this));
    setSourceConduit(lender.getSourceChannel().getConduit());
    setSinkConduit(lender.getSinkChannel().getConduit());
    lender.setCloseListener(onClose);
  }

  /// @param loans told when the loan is over, however that comes
  static DetachableConnection of(StreamConnection lender, HttpConnectionLimit loans) {
    return lender instanceof SslConnection encrypted
        ? new Encrypted(encrypted, loans)
        : new DetachableConnection(lender, loans);
  }

  /// The socket's own connection.
  StreamConnection lender() {
    return lender;
  }

  /// Has the socket's own connection told, from now on, what happens on the socket. HTTP may have
  /// read more than the request, which can still be had from here.
  ///
  /// @param whenClosed told of the socket's end
  void handOver(Runnable whenClosed) {
    onClose.told = whenClosed;
    var source = lender.getSourceChannel();
    source.getConduit().setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(source));
    var sink = lender.getSinkChannel();
    sink.getConduit().setWriteReadyHandler(new WriteReadyHandler.ChannelListenerHandler<>(sink));
  }

  /// Tells what HTTP uses the connection for, from now on.
  void uses(HttpConnectionLimit.Use now) {
    loans.use(this, now);
  }

  /// Ends the loan. What HTTP has read ahead is gone with it.
  void takeBack() {
    isBack = true;
    IoUtils.safeClose(this);
  }

  @Override
  protected void closeAction() {
    loans.end(this);
    if (!isBack) {
      IoUtils.safeClose(lender);
    }
  }

  @Override
  protected void notifyReadClosed() {
    if (!isBack) {
      super.notifyReadClosed();
    }
  }

  @Override
  protected void notifyWriteClosed() {
    if (!isBack) {
      super.notifyWriteClosed();
    }
  }

  @Override
  public SocketAddress getPeerAddress() {
    return lender.getPeerAddress();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return lender.getLocalAddress();
  }

  @Override
  public boolean supportsOption(Option<?> option) {
    return lender.supportsOption(option);
  }

  @Override
  public <T> T getOption(Option<T> option) throws IOException {
    return lender.getOption(option);
  }

  @Override
  public <T> T setOption(Option<T> option, T value) throws IOException {
    return lender.setOption(option, value);
  }

  /// One with TLS, which HTTP asks about.
  private static final class Encrypted extends DetachableConnection implements SslChannel {
    private final SslConnection lender;

    Encrypted(SslConnection lender, HttpConnectionLimit loans) {
      super(lender, loans);
      this.lender = lender;
    }

    @Override
    public void startHandshake() throws IOException {
      lender.startHandshake();
    }

    @Override
    public SSLSession getSslSession() {
      return lender.getSslSession();
    }

    @Override
    public ChannelListener.Setter<? extends SslConnection> getHandshakeSetter() {
      return lender.getHandshakeSetter();
    }

    @Override
    @SuppressWarnings("unchecked") // whoever listens is given this connection
    public ChannelListener.Setter<Encrypted> getCloseSetter() {
      return (ChannelListener.Setter<Encrypted>) super.getCloseSetter();
    }
  }

  /// The only close listener that the socket ever gets, so that it refers to no one for longer than
  /// they are concerned.
  private static final class CloseListener implements ChannelListener<StreamConnection> {
    private Runnable told;

    CloseListener(Runnable told) {
      this.told = told;
    }

    @Override
    public void handleEvent(StreamConnection lender) {
      told.run();
    }
  }
}
