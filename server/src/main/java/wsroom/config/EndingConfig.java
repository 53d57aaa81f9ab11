package wsroom.config;

import java.time.Duration;

/// How the server ends.
///
/// @param drain over what time peers are told to go
public record EndingConfig(Duration drain) {

  static EndingConfig read(SettingsReader settings) {
    settings.group("Ending");
    return new EndingConfig(
        settings.seconds(
            "DRAIN_SECONDS",
            8,
            Range.of(0, 3600),
            "When the server ends, peers are told to go spread over this time, not all at once. The"
                + " default leaves `docker stop`, which waits 10 s, time for the rest"));
  }
}
