package wsroom.config;

import java.util.Optional;

/// The address of the internal listener, which serves the pages for operators and their tools apart
/// from the public port.
///
/// @param port 0 for any free one
public record InternalConfig(int port, String host) {

  /// Empty if the settings name no port: the public port then serves these pages, too.
  static Optional<InternalConfig> read(SettingsReader settings, ListenConfig publicListener) {
    Optional<Integer> port =
        settings.optionalNumber(
            "INTERNAL_PORT",
            Range.of(0, 65_535),
            "TCP port",
            "Port for `/admin`, `/events`, the metrics and `/health`, which the public port then"
                + " does not serve; always without TLS and PROXY protocol. 0 picks any free port");
    String host =
        settings.text(
            "INTERNAL_HOST",
            "127.0.0.1",
            ListenConfig.HOST,
            "a host name or an IP address",
            "Address of the internal port; only this machine reaches the default");
    port.ifPresent(
        number ->
            settings.require(
                number == 0 || number != publicListener.port(),
                "INTERNAL_PORT must differ from HTTP_SERVER_PORT, was " + number + " like it"));
    return port.map(number -> new InternalConfig(number, host));
  }
}
