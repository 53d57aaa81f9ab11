package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds the example settings, which releases and the Debian package bring, to the code.
class ExampleSettingsTest {
  private static final Path EXAMPLE = Path.of("../release/src/tree/ws-room.env");

  @TempDir private Path folder;

  @Test
  void exampleAsItIsSetsNothing() throws Exception {
    assertThat(valuesOf(Files.readString(EXAMPLE))).isEmpty();
  }

  @Test
  void everyExampleIsASettingWithAValueThatIsTaken() throws Exception {
    Map<String, String> values =
        valuesOf(Files.readString(EXAMPLE).replaceAll("(?m)^#(?=[A-Z_]+=)", ""));

    List<String> known = ServerConfig.settings().stream().map(Setting::name).toList();
    assertThat(values).hasSizeGreaterThan(10);
    assertThat(known).containsAll(values.keySet());
    assertThat(ServerConfig.read(values)).isInstanceOf(ConfigReading.Valid.class);
  }

  private Map<String, String> valuesOf(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("ws-room.env"), text);
    return switch (new SettingsSource(Map.of("SETTINGS_FILE", file.toString())).read()) {
      case SettingsSource.Values(Map<String, String> values, var _) -> {
        Map<String, String> ofFile = new HashMap<>(values);
        ofFile.remove("SETTINGS_FILE");
        yield ofFile;
      }
      case SettingsSource.Unusable(String problem) -> throw new AssertionError(problem);
    };
  }
}
