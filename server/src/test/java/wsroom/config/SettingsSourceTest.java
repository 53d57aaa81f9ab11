package wsroom.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
        .isEqualTo(new Values(Map.of("MAX_USERS", "5"), Map.of()));
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
                Map.of("MAX_USERS", "7", "LOG_LEVEL", "debug", "SETTINGS_FILE", file.toString()),
                Map.of("LOG_LEVEL", 2)));
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

  /// `--env-file`, then SETTINGS_FILE, then `.env`: one file is read, and no other.
  @Test
  void oneFileIsReadAndNoOther() throws IOException {
    Files.writeString(folder.resolve("option.env"), "MAX_USERS=1\n");
    Files.writeString(file, "MAX_USERS=2\nREALM_NAME=variable\n");
    Files.writeString(folder.resolve(".env"), "MAX_USERS=3\nREALM_NAME=default\n");
    Map<String, String> variable = Map.of("SETTINGS_FILE", file.toString());
    Optional<String> option = Optional.of(folder.resolve("option.env").toString());

    assertThat(values(SettingsSource.of(variable, option, folder)))
        .isEqualTo(Map.of("MAX_USERS", "1", "SETTINGS_FILE", file.toString()));
    assertThat(values(SettingsSource.of(variable, Optional.empty(), folder)))
        .containsEntry("MAX_USERS", "2")
        .containsEntry("REALM_NAME", "variable");
    assertThat(values(SettingsSource.of(Map.of(), Optional.empty(), folder)))
        .isEqualTo(Map.of("MAX_USERS", "3", "REALM_NAME", "default"));
    assertThat(values(SettingsSource.of(Map.of("MAX_USERS", "4"), Optional.empty(), folder)))
        .isEqualTo(Map.of("MAX_USERS", "4", "REALM_NAME", "default"));
    assertThat(values(new SettingsSource(Map.of()))).isEmpty();
    assertThat(values(SettingsSource.of(Map.of(), Optional.of("/dev/null"), folder))).isEmpty();
  }

  /// The choice is made at the start: a `.env` that appears later is not read.
  @Test
  void defaultFileIsOptionalAndOthersAreNot() throws IOException {
    SettingsSource before = SettingsSource.of(Map.of(), Optional.empty(), folder);
    assertThat(before.file()).isEmpty();
    Files.createDirectory(folder.resolve(".env"));
    assertThat(values(SettingsSource.of(Map.of(), Optional.empty(), folder))).isEmpty();
    Files.delete(folder.resolve(".env"));
    Files.writeString(folder.resolve(".env"), "MAX_USERS=3\n");
    SettingsSource after = SettingsSource.of(Map.of(), Optional.empty(), folder);
    assertThat(values(before)).isEmpty();
    assertThat(after.file()).contains(folder.resolve(".env"));

    Files.delete(folder.resolve(".env"));
    assertThat(after.read()).isEqualTo(new Unusable(folder.resolve(".env") + " does not exist"));
    assertThat(SettingsSource.of(Map.of(), Optional.of("no.env"), folder).read())
        .isEqualTo(new Unusable("--env-file no.env does not exist"));
    assertThat(SettingsSource.of(Map.of(), Optional.of("a\0b"), folder).read())
        .isEqualTo(new Unusable("--env-file is not a valid path"));
  }

  private static Map<String, String> values(SettingsSource source) {
    return switch (source.read()) {
      case Values(Map<String, String> values, var _) -> values;
      case Unusable wrong -> throw new AssertionError(wrong);
    };
  }

  private SettingsSource.Reading read(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SETTINGS_FILE", file.toString());
    return new SettingsSource(environment).read();
  }
}
