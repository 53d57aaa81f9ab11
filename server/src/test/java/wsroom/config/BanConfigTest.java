package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BanConfigTest {

  @Test
  void withoutSettingsThereIsNoSource() {
    assertThat(read(Map.of()))
        .isEqualTo(new BanConfig(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void eachSourceHasItsOwnSetting() {
    BanConfig bans =
        read(
            Map.of(
                "BAN_FILE", "bans.txt",
                "DENYLIST_URL", "https://list.example/denylist.json?key=hidden",
                "COMMS_GATEKEEPER_URL", "http://gatekeeper.example:3000/api/"));

    assertThat(bans.file()).contains(Path.of("bans.txt"));
    assertThat(bans.denyList().orElseThrow().uri())
        .isEqualTo(URI.create("https://list.example/denylist.json?key=hidden"));
    assertThat(bans.gatekeeper().orElseThrow().uri())
        .isEqualTo(URI.create("http://gatekeeper.example:3000/api"));
    assertThat(bans.toString()).contains("list.example").doesNotContain("hidden", "api");
  }

  @ParameterizedTest
  @CsvSource({
    "DENYLIST_URL, ftp://list.example, an http or https URL",
    "DENYLIST_URL, list.json, an http or https URL",
    "DENYLIST_URL, https://list.example:65536/, an http or https URL",
    "DENYLIST_URL, https://ann:secret@list.example, an http or https URL",
    "COMMS_GATEKEEPER_URL, https://gatekeeper.example?key=secret, an http or https URL without query",
    "COMMS_GATEKEEPER_URL, https:///x, an http or https URL without query"
  })
  void invalidUrlIsRejectedAndNotShown(String name, String value, String allowed) {
    assertThat(ServerConfig.read(Map.of(name, value)))
        .isEqualTo(
            new ConfigReading.Invalid(
                List.of(name + " must be " + allowed + ", was something else (not shown)")));
  }

  private static BanConfig read(Map<String, String> environment) {
    return switch (ServerConfig.read(environment)) {
      case ConfigReading.Valid(ServerConfig config, var _) -> config.bans();
      case ConfigReading.Invalid wrong -> throw new AssertionError(wrong);
    };
  }
}
