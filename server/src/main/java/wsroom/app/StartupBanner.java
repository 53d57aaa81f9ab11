package wsroom.app;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import wsroom.config.BuildInfo;
import wsroom.config.ServerConfig;

/// The log lines of a successful start: version, address and the URLs to open.
final class StartupBanner {
  private StartupBanner() {}

  /// @param internal the address of the internal port, if there is one
  static List<String> lines(
      ServerConfig config, InetSocketAddress address, Optional<InetSocketAddress> internal) {
    String host = host(address);
    String secure = config.tls().isPresent() ? "s" : "";
    String page = "http" + secure + "://" + host;
    String pages = config.pages().areOn() ? "browser: " + page + "/" : "";
    String realm = config.realm().map(each -> "a realm: " + page).orElse("");
    return Stream.of(
            "ws-room " + BuildInfo.load() + " listens on " + NetworkAddress.of(address),
            "a room:  ws-room:ws" + secure + "://" + host + "/rooms/my-room",
            "status:  " + page + "/status",
            "metrics: "
                + internal.map(port -> "http://" + host(port)).orElse(page)
                + config.monitoring().metricsPath(),
            internal.map(port -> "internal port: " + NetworkAddress.of(port)).orElse(""),
            pages,
            realm)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String host(InetSocketAddress address) {
    return address.getAddress().isAnyLocalAddress()
        ? "localhost:" + address.getPort()
        : NetworkAddress.of(address);
  }
}
