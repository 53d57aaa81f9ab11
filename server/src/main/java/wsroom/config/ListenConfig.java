package wsroom.config;

import java.util.regex.Pattern;

/// Where the server listens.
///
/// @param port 0 for any free one
public record ListenConfig(int port, String host) {
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:%-]{1,255}");

  static ListenConfig read(SettingsReader settings) {
    settings.group("Listening");
    return new ListenConfig(
        settings.number(
            "HTTP_SERVER_PORT",
            5000,
            Range.of(0, 65_535),
            "TCP port",
            "Serves rooms, status and metrics there; 0 takes any free port"),
        settings.text(
            "HTTP_SERVER_HOST",
            "0.0.0.0",
            HOST,
            "a host name or an IP address",
            "Listens on this address only; `0.0.0.0` is all of IPv4, `::` is all"));
  }
}
