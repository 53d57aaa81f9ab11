package wsroom.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wsroom.config.SettingsSource.Unusable;
import wsroom.config.SettingsSource.Values;

/// Settings in a file, with lower precedence than the environment.
class SettingsSourceTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void namesTheFile() {
    file = folder.resolve("ws-room.env");
  }

  @Test
  void onlyTheEnvironmentIsReadWithoutAFile() {
    assertThat(new SettingsSource(Map.of("MAX_USERS", "5")).read())
        .isEqualTo(new Values(Map.of("MAX_USERS", "5")));
  }

  @Test
  void linesAreReadAsInDockerEnvFiles() throws IOException {
    Files.writeString(
        file,
        """
        \uFEFF# settings of the town\r
        MAX_USERS=5\r

        export LOG_LEVEL = debug
          REALM_NAME="the town" \s
        ROOM_ID_PATTERN='[a-z#]+'
        COMMIT_HASH=a#b=c
        ADMIN_TOKEN=
        """);

    assertThat(read(Map.of()))
        .isInstanceOfSatisfying(
            Values.class,
            read ->
                assertThat(read.values())
                    .containsEntry("MAX_USERS", "5")
                    .containsEntry("LOG_LEVEL", "debug")
                    .containsEntry("REALM_NAME", "the town")
                    .containsEntry("ROOM_ID_PATTERN", "[a-z#]+")
                    .containsEntry("COMMIT_HASH", "a#b=c")
                    .containsEntry("ADMIN_TOKEN", ""));
  }

  @Test
  void environmentTakesPrecedence() throws IOException {
    Files.writeString(file, "MAX_USERS=5\nLOG_LEVEL=debug\n");

    assertThat(read(Map.of("MAX_USERS", "7")))
        .isEqualTo(
            new Values(
                Map.of("MAX_USERS", "7", "LOG_LEVEL", "debug", "SETTINGS_FILE", file.toString())));
  }

  @Test
  void fileIsReadAnewEachTime() throws IOException {
    Files.writeString(file, "MAX_USERS=5\n");
    SettingsSource source = new SettingsSource(Map.of("SETTINGS_FILE", file.toString()));
    assertThat(source.read().toString()).contains("MAX_USERS=5");
    Files.writeString(file, "MAX_USERS=6\n");

    assertThat(source.read().toString()).contains("MAX_USERS=6");
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_USERS, line 1 is not of the form NAME=VALUE",
    "1A=b, line 1 is not of the form NAME=VALUE",
    "'#\nA=b\nA=c', line 3 sets A again",
    "SETTINGS_FILE=x, line 1 must not set SETTINGS_FILE: only the environment can"
  })
  void malformedLineIsReportedWithoutItsValue(String content, String problem) throws IOException {
    Files.writeString(file, content.replace("\\n", "\n"));

    assertThat(read(Map.of())).isEqualTo(new Unusable("SETTINGS_FILE " + file + " " + problem));
  }

  @Test
  void unreadableFileIsReportedWithTheReason() throws IOException {
    assertThat(read(Map.of())).isEqualTo(new Unusable("SETTINGS_FILE " + file + " does not exist"));
    Files.createDirectory(file);
    assertThat(read(Map.of()))
        .isEqualTo(new Unusable("SETTINGS_FILE " + file + " cannot be read: not a regular file"));
    Files.delete(file);
    Files.write(file, "A=\u00fc".getBytes(ISO_8859_1));
    assertThat(read(Map.of()))
        .isEqualTo(new Unusable("SETTINGS_FILE " + file + " is not in UTF-8"));
  }

  private SettingsSource.Reading read(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SETTINGS_FILE", file.toString());
    return new SettingsSource(environment).read();
  }
}
