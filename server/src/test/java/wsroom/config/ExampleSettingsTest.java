package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Holds the example settings, which releases and the Debian package bring, to the code.
class ExampleSettingsTest {
  private static final Path EXAMPLE = Path.of("../release/src/tree/ws-room.env");

  @Test
  void exampleAsItIsSetsNothing() throws Exception {
    assertThat(SettingsSource.parse(Files.readString(EXAMPLE))).isEmpty();
  }

  @Test
  void everyExampleIsASettingWithAValueThatIsTaken() throws Exception {
    String uncommented = Files.readString(EXAMPLE).replaceAll("(?m)^#(?=[A-Z_]+=)", "");

    Map<String, String> values = SettingsSource.parse(uncommented);

    List<String> known = ServerConfig.settings().stream().map(Setting::name).toList();
    assertThat(values).hasSizeGreaterThan(10);
    assertThat(known).containsAll(values.keySet());
    assertThat(ServerConfig.read(values)).isInstanceOf(ConfigReading.Valid.class);
  }
}
