package wsroom.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wsroom.config.ServerConfig;
import wsroom.config.SettingsSource;

/// `ws-room check`.
class SettingsCheckTest {
  private static final String SECRET = "s3same-0pen-the-door";

  @TempDir Path folder;

  private record Outcome(boolean isValid, String out, String err) {}

  @Test
  void eachSettingIsPrintedWithItsSource() throws IOException {
    Files.writeString(
        folder.resolve(".env"), "# town\nMAX_USERS=5\nLOG_LEVEL=debug\nREALM_NAME='a #b'\n");

    Outcome outcome = check(Map.of("LOG_LEVEL", "warn"));

    assertThat(outcome.isValid()).isTrue();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .contains("# settings file: " + folder.resolve(".env").toAbsolutePath())
        .anyMatch(line -> line.matches("MAX_USERS=5 +# line 2"))
        .anyMatch(line -> line.matches("LOG_LEVEL=warn +# environment"))
        .anyMatch(line -> line.matches("# HTTP_SERVER_PORT=5000 +# default"))
        .anyMatch(line -> line.matches("REALM_NAME='a #b' +# line 4"))
        .contains("# BAN_FILE is not set");
    ServerConfig.settings()
        .forEach(setting -> assertThat(outcome.out()).containsPattern("\\b" + setting.name()));
  }

  /// What is printed is a settings file itself.
  @Test
  void outputIsASettingsFileWithTheSameSettings() throws IOException {
    Files.writeString(
        folder.resolve(".env"),
        "MAX_USERS=5\nREALM_NAME=it's \"x\"\nSCENES_URN=\"urn:decentraland:entity:a urn:decentraland:entity:b\"\n");
    Outcome first = check(Map.of("ETH_RPC_URL", "off"));
    Files.writeString(folder.resolve(".env"), first.out());

    Outcome second = check(Map.of("ETH_RPC_URL", "off"));

    assertThat(second.isValid()).as(second.err()).isTrue();
    assertThat(withoutSources(second)).isEqualTo(withoutSources(first));
  }

  @Test
  void secretsAreHiddenInSettingsAndErrors() throws IOException {
    Files.writeString(
        folder.resolve(".env"),
        "ADMIN_TOKEN=ann:%s\nDENYLIST_URL=https://x.example/%s\nETH_RPC_URL=https://x.example/%s\n"
            .formatted(SECRET, SECRET, SECRET));
    Outcome valid = check(Map.of("WKC_METRICS_BEARER_TOKEN", SECRET));
    assertThat(valid.isValid()).isTrue();
    assertThat(valid.out()).contains("# ADMIN_TOKEN=(hidden)").doesNotContain(SECRET);

    Outcome invalid = check(Map.of("ADMIN_TOKEN", SECRET + ", "));
    Files.writeString(folder.resolve(".env"), "ADMIN_TOKEN=\"" + SECRET);
    Outcome unusable = check(Map.of());
    assertThat(invalid.isValid() || unusable.isValid()).isFalse();
    assertThat(invalid.err() + unusable.err() + invalid.out() + unusable.out())
        .contains("ADMIN_TOKEN", "line 1 has a quote")
        .doesNotContain(SECRET);
  }

  @Test
  void allProblemsAndHintsAreToldAtOnce() {
    Outcome outcome = check(Map.of("MAX_USERS", "many", "LOG_LEVEL", "loud"));
    assertThat(outcome.isValid()).isFalse();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).hasSize(2);

    Outcome hint = check(Map.of("INTERNAL_HOST", "::1"));
    assertThat(hint.isValid()).isTrue();
    assertThat(hint.err())
        .isEqualTo(
            "INTERNAL_HOST has no effect: INTERNAL_PORT is not set" + System.lineSeparator());
  }

  @Test
  void filesAreReadToo() throws IOException {
    Path bans = folder.resolve("bans.txt");
    Path pem = folder.resolve("cert.pem");
    Outcome missing = check(Map.of("BAN_FILE", bans.toString()));
    assertThat(missing.isValid()).isFalse();
    assertThat(missing.err()).startsWith("BAN_FILE cannot be read: " + bans);

    Files.writeString(bans, "0x00000000000000000000000000000000000000aa\n");
    assertThat(check(Map.of("BAN_FILE", bans.toString())).isValid()).isTrue();

    Files.writeString(pem, "no certificate");
    Outcome noCertificate =
        check(Map.of("TLS_CERTIFICATE", pem.toString(), "TLS_PRIVATE_KEY", pem.toString()));
    assertThat(noCertificate.isValid()).isFalse();
    assertThat(noCertificate.err()).contains("TLS_CERTIFICATE").doesNotContain("Exception");
  }

  @Test
  void valuesCannotSteerATerminal() {
    assertThat(
            check(Map.of("REALM_NAME", "\u001b[2J")).err()
                + check(Map.of("SCENES_URN", "\u001b")).err())
        .doesNotContain("\u001b");
  }

  private static String withoutSources(Outcome outcome) {
    return outcome.out().replaceAll(" +# (line \\d+|environment|default)", "");
  }

  private Outcome check(Map<String, String> environment) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    boolean isValid =
        new SettingsCheck(
                SettingsSource.of(new HashMap<>(environment), Optional.empty(), folder),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8))
            .run();
    return new Outcome(isValid, out.toString(UTF_8), err.toString(UTF_8));
  }
}
