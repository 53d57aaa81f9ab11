package wsroom.loadtest.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Options of a connection. `receiveBufferBytes` 0 uses the system default.
public record ConnectOptions(
    Target target, String room, @Nullable ServerTrust trust, int receiveBufferBytes) {

  Transport transport(SocketChannel channel) throws IOException {
    if (!target.tls()) {
      return new Transport.Plain(channel);
    }
    ServerTrust given = trust == null ? ServerTrust.system() : trust;
    SSLContext context = given.context();
    SSLEngine engine = context.createSSLEngine(target.host(), target.address().getPort());
    engine.setUseClientMode(true);
    if (given.checksHostName()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return new TlsTransport(channel, engine);
  }
}
