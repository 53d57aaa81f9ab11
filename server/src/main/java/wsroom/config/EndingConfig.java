package wsroom.config;

import java.time.Duration;

/// The shutdown of the server.
///
/// @param drain the time over which sessions are ended
public record EndingConfig(Duration drain) {

  static EndingConfig read(SettingsReader settings) {
    settings.group("Shutdown");
    return new EndingConfig(
        settings.seconds(
            "DRAIN_SECONDS",
            8,
            Range.of(0, 3600),
            "Drain time: at shutdown, sessions are ended spread over this time. The default leaves"
                + " time for the rest within the 10 s of `docker stop`"));
  }
}
