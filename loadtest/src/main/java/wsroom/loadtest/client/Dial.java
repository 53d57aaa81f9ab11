package wsroom.loadtest.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// What to connect to, and how. `receiveBufferBytes` 0 leaves the size to the system.
public record Dial(
    Target target, String room, @Nullable ServerTrust trust, int receiveBufferBytes) {

  Wire wire(SocketChannel channel) throws IOException {
    if (!target.tls()) {
      return new Wire.Plain(channel);
    }
    ServerTrust given = trust == null ? ServerTrust.ofTheSystem() : trust;
    SSLContext context = given.context();
    SSLEngine engine = context.createSSLEngine(target.host(), target.address().getPort());
    engine.setUseClientMode(true);
    if (given.checksHostName()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return new TlsWire(channel, engine);
  }
}
