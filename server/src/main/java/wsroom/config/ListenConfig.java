package wsroom.config;

import java.time.Duration;
import java.util.regex.Pattern;

/// The address that the server listens on.
///
/// @param port 0 for any free one
/// @param idle the idle timeout of HTTP connections
public record ListenConfig(int port, String host, Duration idle) {
  private static final int IDLE_SECONDS = 75;
  static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:%-]{1,255}");

  /// With the usual idle timeout.
  public ListenConfig(int port, String host) {
    this(port, host, Duration.ofSeconds(IDLE_SECONDS));
  }

  static ListenConfig read(SettingsReader settings) {
    settings.group("Listening");
    return new ListenConfig(
        settings.number(
            "HTTP_SERVER_PORT",
            5000,
            Range.of(0, 65_535),
            "TCP port",
            "Port for rooms and all pages; 0 picks any free port"),
        settings.text(
            "HTTP_SERVER_HOST",
            "0.0.0.0",
            HOST,
            "a host name or an IP address",
            "Address to listen on; `0.0.0.0` is all of IPv4, `::` is all of both"),
        settings.seconds(
            "HTTP_IDLE_SECONDS",
            IDLE_SECONDS,
            Range.of(1, 3600),
            "Idle timeout of HTTP connections. Should exceed the time for which a proxy in front"
                + " reuses connections, which is often 60 s"));
  }
}
