package wsroom.app;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import wsroom.config.BuildInfo;
import wsroom.config.ServerConfig;

/// What the log says when the server is up: where to go from here.
final class StartupBanner {
  private StartupBanner() {}

  static List<String> lines(ServerConfig config, InetSocketAddress address) {
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "localhost:" + address.getPort()
            : NetworkAddress.of(address);
    String s = config.tls().isPresent() ? "s" : "";
    String page = "http" + s + "://" + host;
    String pages = config.pages().areOn() ? "browser: " + page + "/" : "";
    String realm = config.realm().map(each -> "a realm: " + page).orElse("");
    return Stream.of(
            "ws-room " + BuildInfo.load() + " listens on " + NetworkAddress.of(address),
            "a room:  ws-room:ws" + s + "://" + host + "/rooms/my-room",
            "status:  http" + s + "://" + host + "/status",
            "metrics: http" + s + "://" + host + config.monitoring().metricsPath(),
            pages,
            realm)
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
