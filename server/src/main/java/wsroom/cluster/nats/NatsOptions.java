package wsroom.cluster.nats;

import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Options.HostnameResolveMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import wsroom.config.ClusterConfig;
import wsroom.config.InvalidNatsFileException;
import wsroom.config.NatsLogin;

/// The options of the connections of a node to NATS.
///
/// Immutable.
final class NatsOptions {
  /// A half-open connection is noticed after two of them.
  private static final Duration PING_INTERVAL = Duration.ofSeconds(1);

  private static final int MAX_PINGS_UNANSWERED = 2;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration RECONNECT_WAIT = Duration.ofMillis(100);
  private static final Duration RECONNECT_JITTER = Duration.ofMillis(400);

  /// Beyond that, a publish is discarded and counted. [NatsBus] bounds the bytes as well.
  private static final int MAX_OUTGOING_MESSAGES = 5_000;

  private final ClusterConfig config;
  private final String nodeId;
  private final Optional<SSLContext> tls;

  NatsOptions(ClusterConfig config, String nodeId) {
    this.config = config;
    this.nodeId = nodeId;
    tls =
        config.usesTls()
            ? Optional.of(NatsTls.context(config.certificateAuthorities()))
            : Optional.empty();
    if (config.login() instanceof NatsLogin.Credentials(Path file) && !Files.isReadable(file)) {
      throw new InvalidNatsFileException("NATS_CREDENTIALS " + file + " cannot be read");
    }
  }

  /// @param purpose shown in NATS' list of connections
  /// @param echo whether this connection hears what it publishes itself
  Options of(String purpose, boolean echo, ConnectionListener events, ErrorListener errors) {
    Options.Builder options =
        new Options.Builder()
            .servers(config.natsUrls().stream().map(Object::toString).toArray(String[]::new))
            .connectionName("ws-room " + config.clusterName() + " " + nodeId + " " + purpose)
            .inboxPrefix("_INBOX.wsroom." + config.clusterName() + ".")
            .connectionTimeout(CONNECT_TIMEOUT)
            .socketWriteTimeout(CONNECT_TIMEOUT)
            .pingInterval(PING_INTERVAL)
            .maxPingsOut(MAX_PINGS_UNANSWERED)
            .maxReconnects(-1)
            .reconnectWait(RECONNECT_WAIT)
            .reconnectJitter(RECONNECT_JITTER)
            .reconnectJitterTls(RECONNECT_JITTER)
            // Else blocks of before an outage arrive after it.
            .reconnectBufferSize(0)
            .maxMessagesInOutgoingQueue(MAX_OUTGOING_MESSAGES)
            .discardMessagesWhenOutgoingQueueFull()
            .reportNoResponders()
            .connectionListener(events)
            .errorListener(errors);
    if (!echo) {
      options.noEcho();
    }
    // Sockets keep the name then, which is the one in the certificate. The addresses that servers
    // tell of each other are not.
    tls.ifPresent(
        context ->
            options
                .sslContext(context)
                .hostnameResolveMode(HostnameResolveMode.HappyEyeballs)
                .ignoreDiscoveredServers());
    return withLogin(options).build();
  }

  private Options.Builder withLogin(Options.Builder options) {
    return switch (config.login()) {
      case NatsLogin.None() -> options;
      case NatsLogin.Credentials(Path file) ->
          options.authHandler(Nats.credentials(file.toString()));
      case NatsLogin.UserPassword known ->
          options.userInfo(known.user().toCharArray(), known.password().reveal().toCharArray());
      case NatsLogin.Token known -> options.token(known.token().reveal().toCharArray());
    };
  }
}
