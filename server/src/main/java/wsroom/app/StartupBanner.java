package wsroom.app;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import wsroom.config.BuildInfo;
import wsroom.config.ServerConfig;

/// The log lines of a successful start: version, address and the URLs to open.
final class StartupBanner {
  private StartupBanner() {}

  static List<String> lines(ServerConfig config, InetSocketAddress address) {
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "localhost:" + address.getPort()
            : NetworkAddress.of(address);
    String secure = config.tls().isPresent() ? "s" : "";
    String page = "http" + secure + "://" + host;
    String pages = config.pages().areOn() ? "browser: " + page + "/" : "";
    String realm = config.realm().map(each -> "a realm: " + page).orElse("");
    return Stream.of(
            "ws-room " + BuildInfo.load() + " listens on " + NetworkAddress.of(address),
            "a room:  ws-room:ws" + secure + "://" + host + "/rooms/my-room",
            "status:  http" + secure + "://" + host + "/status",
            "metrics: http" + secure + "://" + host + config.monitoring().metricsPath(),
            pages,
            realm)
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
