package wsroom.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The cluster that this server is a node of.
///
/// @param natsUrls the NATS servers, at least one; all of them with TLS or none
/// @param certificateAuthorities PEM; if empty, those of the Java runtime
/// @param clusterName the part of subjects and buckets that keeps clusters apart
/// @param nodeId of this node, if it was given a lasting one
/// @param nodeUrl where clients reach this very node
public record ClusterConfig(
    List<URI> natsUrls,
    NatsLogin login,
    Optional<Path> certificateAuthorities,
    String clusterName,
    Optional<String> nodeId,
    Optional<PublicUrl> nodeUrl,
    NatsOutage outage) {
  private static final String URL = "NATS_URL";
  private static final String CREDENTIALS = "NATS_CREDENTIALS";
  private static final String USER = "NATS_USER";
  private static final String PASSWORD = "NATS_PASSWORD";
  private static final String TOKEN = "NATS_TOKEN";
  private static final String CA = "NATS_CA";
  private static final int DEFAULT_PORT = 4222;
  private static final int MAX_URLS = 32;
  private static final Pattern ANY = Pattern.compile(".+");
  private static final Pattern CLUSTER_NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public ClusterConfig {
    natsUrls = List.copyOf(natsUrls);
  }

  public boolean usesTls() {
    return isTls(natsUrls.getFirst());
  }

  static Optional<ClusterConfig> read(SettingsReader settings) {
    settings.group("Cluster");
    Optional<List<URI>> urls =
        settings.find(
            settings.hidden(
                URL,
                "NATS servers, separated by commas, through which this server shares its rooms with"
                    + " others: it becomes a node of a cluster. Port 4222 if none is given",
                "",
                "1 to "
                    + MAX_URLS
                    + " URLs nats://host:port, or all of them tls://host:port, without user, path"
                    + " and query"),
            ClusterConfig::urls);
    NatsLogin login = login(settings);
    Optional<Path> authorities =
        settings.optionalFile(
            CA,
            "PEM file with the certificate authorities of the NATS servers; those of the Java"
                + " runtime if not set");
    ClusterNames names = ClusterNames.read(settings);
    settings.require(
        authorities.isEmpty() || urls.isEmpty() || isTls(urls.get().getFirst()),
        CA + " requires that " + URL + " begins with tls://");
    return urls.map(
        at ->
            new ClusterConfig(
                at, login, authorities, names.cluster(), names.id(), names.url(), names.outage()));
  }

  /// What a node is called, and how it behaves.
  private record ClusterNames(
      String cluster, Optional<String> id, Optional<PublicUrl> url, NatsOutage outage) {

    static ClusterNames read(SettingsReader settings) {
      return new ClusterNames(
          settings.text(
              "CLUSTER_NAME",
              "main",
              CLUSTER_NAME,
              "1 to 32 letters, digits, dashes or underscores",
              "Name of the cluster, the same on all of its nodes; keeps clusters on one NATS apart"),
          settings.optionalText(
              "NODE_ID",
              NODE_ID,
              "1 to 64 letters, digits, dashes or underscores",
              "Name of this node in lists, logs and the key-value store, which no other node may"
                  + " have; drawn at random at each start if not set"),
          settings.find(
              settings.plain(
                  "NODE_URL",
                  "URL at which clients reach this very node, for rooms that live here already;"
                      + " `WS_ROOM_SERVICE_URL` if not set",
                  "",
                  "",
                  "a ws, wss, http or https URL without query, or a host"),
              PublicUrl::parse),
          settings.choice(
              "NATS_OUTAGE",
              NatsOutage.SERVE,
              "What happens while NATS cannot be reached: with `serve`, members go on hearing those"
                  + " of their node; with `strict`, they are closed before another node may admit"
                  + " their addresses"));
    }
  }

  private static NatsLogin login(SettingsReader settings) {
    Optional<Path> credentials =
        settings.optionalFile(
            CREDENTIALS, "Credentials file of this node's NATS user (JWT and nkey)");
    Optional<String> user =
        settings.optionalText(
            USER, Pattern.compile("\\S{1,256}"), "a user name without spaces", "NATS user");
    Optional<Secret> password =
        settings.secret(PASSWORD, ANY, "the password of " + USER, "Password of the NATS user");
    Optional<Secret> token =
        settings.secret(TOKEN, ANY, "the token that NATS requires", "Token for NATS");
    settings.require(
        settings.isSet(USER) == settings.isSet(PASSWORD),
        USER + " and " + PASSWORD + " must be set both or neither");
    int ways = 0;
    for (String way : List.of(CREDENTIALS, USER, TOKEN)) {
      ways += settings.isSet(way) ? 1 : 0;
    }
    settings.require(
        ways <= 1, "At most one of " + CREDENTIALS + ", " + USER + " and " + TOKEN + " may be set");
    if (credentials.isPresent()) {
      return new NatsLogin.Credentials(credentials.get());
    }
    if (user.isPresent() && password.isPresent()) {
      return new NatsLogin.UserPassword(user.get(), password.get());
    }
    return token.<NatsLogin>map(NatsLogin.Token::new).orElseGet(NatsLogin.None::new);
  }

  private static Optional<List<URI>> urls(String text) {
    List<URI> urls = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Optional<URI> url = url(part.strip());
      if (url.isEmpty()
          || isTls(url.get()) != isTls(urls.isEmpty() ? url.get() : urls.getFirst())) {
        return Optional.empty();
      }
      urls.add(url.get());
    }
    return urls.size() <= MAX_URLS ? Optional.of(List.copyOf(urls)) : Optional.empty();
  }

  private static Optional<URI> url(String text) {
    try {
      URI uri = new URI(text);
      boolean usable =
          ("nats".equals(uri.getScheme()) || "tls".equals(uri.getScheme()))
              && Host.isNamedBy(uri)
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
      if (!usable) {
        return Optional.empty();
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      return Optional.of(new URI(uri.getScheme(), null, uri.getHost(), port, null, null, null));
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }

  private static boolean isTls(URI url) {
    return "tls".equals(url.getScheme());
  }
}
