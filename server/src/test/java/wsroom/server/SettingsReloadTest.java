package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wsroom.config.ServerConfig;
import wsroom.config.SettingsSource;
import wsroom.logging.LogLines;

/// The reload of settings on SIGHUP.
class SettingsReloadTest {
  private static final String SECRET = "a-token-of-some-length";

  @TempDir Path folder;
  private Path file;
  private final List<ServerConfig> applied = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();

  @BeforeEach
  void namesTheFile() {
    file = folder.resolve("ws-room.env");
  }

  @Test
  void changedSettingsAreAppliedOrReportedToNeedARestart() throws IOException {
    SettingsReload reload = startedWith("LOG_LEVEL=info\nMAX_USERS=5\n");

    assertThat(runs(reload, "LOG_LEVEL=debug\nMAX_USERS=6\nADMIN_TOKEN=" + SECRET + "\n"))
        .containsExactly(said("ADMIN_TOKEN, LOG_LEVEL", "MAX_USERS"));

    assertThat(applied).singleElement().matches(config -> config.admin().tokens().size() == 1);
    assertThat(runs(reload, "LOG_LEVEL=debug\nMAX_USERS=5\nADMIN_TOKEN=" + SECRET + "\n"))
        .containsExactly(said("none", "none"));
  }

  @Test
  void invalidSettingsChangeNothing() throws IOException {
    SettingsReload reload = startedWith("LOG_LEVEL=info\n");

    assertThat(runs(reload, "LOG_LEVEL=debug\nMAX_USERS=many\nIO_THREADS=0\n"))
        .containsExactly(
            "SIGHUP: reload rejected, keeping all settings: MAX_USERS must be 1 to 100000, was"
                + " \"many\"",
            "SIGHUP: reload rejected, keeping all settings: IO_THREADS must be auto or 1 to 64, was"
                + " \"0\"");
    assertThat(runs(reload, "ADMIN_TOKEN " + SECRET))
        .containsExactly(
            "SIGHUP: reload rejected, keeping all settings: SETTINGS_FILE "
                + file
                + " line 1 is not of the form NAME=VALUE");
    Files.delete(file);
    assertThat(logOf(reload))
        .containsExactly(
            "SIGHUP: reload rejected, keeping all settings: SETTINGS_FILE "
                + file
                + " does not exist");
    assertThat(applied).isEmpty();
  }

  @Test
  void settingsThatTheServerCannotApplyNeedARestart() throws IOException {
    SettingsReload reload = startedWith("");
    refused.add("ADMIN_TOKEN");

    for (int i = 0; i < 2; i++) {
      assertThat(runs(reload, "ADMIN_TOKEN=" + SECRET + "\n"))
          .containsExactly(said("none", "ADMIN_TOKEN"));
    }
  }

  private static String said(String changed, String restart) {
    return "SIGHUP: reloaded settings, certificate and bans; changed: "
        + changed
        + "; needs a restart: "
        + restart;
  }

  private SettingsReload startedWith(String content) throws IOException {
    Files.writeString(file, content);
    SettingsSource source = new SettingsSource(Map.of("SETTINGS_FILE", file.toString()));
    return switch (source.read()) {
      case SettingsSource.Values(Map<String, String> values, var _) ->
          new SettingsReload(
              source,
              values,
              config -> {
                applied.add(config);
                return Set.copyOf(refused);
              });
      case SettingsSource.Unusable(String problem) -> throw new AssertionError(problem);
    };
  }

  private List<String> runs(SettingsReload reload, String content) throws IOException {
    Files.writeString(file, content);
    return logOf(reload);
  }

  private static List<String> logOf(SettingsReload reload) {
    try (LogLines log = LogLines.of(SettingsReload.class.getName())) {
      reload.run();
      assertThat(log.wholeLines()).noneMatch(line -> line.contains(SECRET));
      return log.messages();
    }
  }
}
