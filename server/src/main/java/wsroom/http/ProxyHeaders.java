package wsroom.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.proxy.ProxyProtocolOpenListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/// Reads the PROXY protocol header that each connection begins with, and closes those on which none
/// comes in time: Undertow itself would wait for it for ever.
///
/// @param http takes the connections, as their header describes them
/// @param ssl what follows the header, if it is encrypted
record ProxyHeaders(
    DelegateOpenListener http,
    @Nullable UndertowXnioSsl ssl,
    ByteBufferPool pool,
    OptionMap options,
    Duration atMost)
    implements ChannelListener<StreamConnection> {

  @Override
  public void handleEvent(StreamConnection connection) {
    XnioExecutor.Key deadline =
        connection
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(connection), atMost.toMillis(), TimeUnit.MILLISECONDS);
    new ProxyProtocolOpenListener(new InTime(http, deadline), ssl, pool, options)
        .handleEvent(connection);
  }

  /// HTTP for one connection, which begins once its header has been read.
  private record InTime(DelegateOpenListener http, XnioExecutor.Key deadline)
      implements DelegateOpenListener {

    @Override
    public void handleEvent(StreamConnection connection) {
      deadline.remove();
      http.handleEvent(connection);
    }

    @Override
    public void handleEvent(StreamConnection connection, PooledByteBuffer readAhead) {
      deadline.remove();
      http.handleEvent(connection, readAhead);
    }

    @Override
    public HttpHandler getRootHandler() {
      return http.getRootHandler();
    }

    @Override
    public void setRootHandler(HttpHandler handler) {
      http.setRootHandler(handler);
    }

    @Override
    public OptionMap getUndertowOptions() {
      return http.getUndertowOptions();
    }

    @Override
    public void setUndertowOptions(OptionMap options) {
      http.setUndertowOptions(options);
    }

    @Override
    public ByteBufferPool getBufferPool() {
      return http.getBufferPool();
    }

    @Override
    public ConnectorStatistics getConnectorStatistics() {
      return http.getConnectorStatistics();
    }
  }
}
