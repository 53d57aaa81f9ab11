package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import wsroom.server.PemFiles;
import wsroom.websocket.RawUpgrade;

/// Signals to a running server.
@DisabledOnOs(OS.WINDOWS)
class SignalsTest {
  private static final Pattern RELOADED = Pattern.compile(".* SIGHUP: reloaded settings, (.*)");
  private static final Pattern KEPT =
      Pattern.compile(".* SIGHUP: reload rejected, keeping all settings(.*)");
  private static final String OLD = "the-first-token-of-ann";
  private static final String NEW = "the-second-token-of-ann";

  @TempDir Path folder;

  @Test
  void hangUpReloadsTheSettingsAndEndsNoSession() throws Exception {
    Path file = folder.resolve("ws-room.env");
    Files.writeString(file, "ADMIN_TOKEN=" + OLD + "\n");
    try (ServerProcess server = starts(Map.of("SETTINGS_FILE", file.toString()));
        HttpClient http = HttpClient.newHttpClient()) {
      InetSocketAddress address = server.awaitsAddress();
      assertThat(statusAsOperator(http, address, OLD)).isEqualTo(200);
      assertThat(statusOfUpgrade(address, "https://evil.example")).isEqualTo(101);
      Wire guest = Wire.open(address, "plaza");

      Files.writeString(
          file, "ADMIN_TOKEN=" + NEW + "\nALLOWED_ORIGINS=https://good.example\nMAX_USERS=7\n");
      hangsUp(server);

      assertThat(server.awaitsLine(RELOADED).group(1))
          .isEqualTo(
              "certificate and bans; changed: ALLOWED_ORIGINS, ADMIN_TOKEN;"
                  + " needs a restart: MAX_USERS");
      assertThat(statusAsOperator(http, address, OLD)).isEqualTo(401);
      assertThat(statusAsOperator(http, address, NEW)).isEqualTo(200);
      assertThat(statusOfUpgrade(address, "https://evil.example")).isEqualTo(403);
      assertThat(statusOfUpgrade(address, "https://good.example")).isEqualTo(101);

      Files.writeString(file, "ADMIN_TOKEN=" + OLD + "\nMAX_USERS=many\n");
      hangsUp(server);

      assertThat(server.awaitsLine(KEPT).group(1)).contains("MAX_USERS must be ");
      assertThat(statusAsOperator(http, address, NEW)).isEqualTo(200);
      guest.pings();
      guest.resets();
      ProcessFaultsTest.serves(address, server);
      server.terminate();
      assertThat(server.awaitsExit()).isZero();
      assertThat(server.said()).doesNotContain(OLD, NEW);
    }
  }

  @Test
  void hangUpLoadsACertificateFromAnotherFile() throws Exception {
    Path file = folder.resolve("ws-room.env");
    Path first = folder.resolve("first.pem");
    Path second = folder.resolve("second.pem");
    Path key = folder.resolve("key.pem");
    PemFiles.make(folder, "EC").writeTo(first, key);
    Files.writeString(first, Files.readString(key), StandardOpenOption.APPEND);
    PemFiles renewed = PemFiles.make(folder, "EC");
    renewed.writeTo(second, key);
    Files.writeString(second, Files.readString(key), StandardOpenOption.APPEND);
    Files.writeString(file, "TLS_CERTIFICATE=%1$s\nTLS_PRIVATE_KEY=%1$s\n".formatted(first));
    try (ServerProcess server = starts(Map.of("SETTINGS_FILE", file.toString()));
        HttpClient http = HttpClient.newBuilder().sslContext(PemFiles.trusting(renewed)).build()) {
      InetSocketAddress address = server.awaitsAddress();

      Files.writeString(file, "TLS_CERTIFICATE=nowhere\nTLS_PRIVATE_KEY=nowhere\n");
      hangsUp(server);
      assertThat(server.awaitsLine(KEPT).group(1))
          .isEqualTo(": TLS_CERTIFICATE nowhere does not exist");

      Files.writeString(file, "TLS_CERTIFICATE=%1$s\nTLS_PRIVATE_KEY=%1$s\n".formatted(second));
      hangsUp(server);
      assertThat(server.awaitsLine(RELOADED).group(1))
          .contains("changed: TLS_CERTIFICATE, TLS_PRIVATE_KEY;");
      URI status = URI.create("https://127.0.0.1:" + address.getPort() + "/status");
      assertThat(http.send(HttpRequest.newBuilder(status).build(), BodyHandlers.ofString()))
          .matches(answer -> answer.statusCode() == 200);
    }
  }

  /// Ctrl+C reaches a process twice if a script passes it on, too.
  @Test
  void twoSignalsAtOnceAreOneOrderlyShutdown() throws Exception {
    try (ServerProcess server = starts(Map.of())) {
      InetSocketAddress address = server.awaitsAddress();
      Wire guest = Wire.open(address, "plaza");

      kill("-TERM", server);
      kill("-TERM", server);

      assertThat(server.awaitsExit()).isZero();
      assertThat(server.said()).contains(" shut down").doesNotContain("exiting at once");
      guest.resets();
    }
  }

  private static ServerProcess starts(Map<String, String> settings) throws Exception {
    return ServerProcess.start(List.of(), settings, ServerProcess.Output.READ);
  }

  private static void hangsUp(ServerProcess server) throws Exception {
    kill("-HUP", server);
  }

  private static void kill(String signal, ServerProcess server) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(server.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static int statusAsOperator(HttpClient http, InetSocketAddress address, String token)
      throws Exception {
    URI rooms = URI.create("http://127.0.0.1:" + address.getPort() + "/admin/rooms");
    return http.send(
            HttpRequest.newBuilder(rooms).header("Authorization", "Bearer " + token).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static int statusOfUpgrade(InetSocketAddress address, String origin) throws Exception {
    try {
      Wire.open(address, RawUpgrade.request("plaza", "Origin: " + origin + "\r\n")).resets();
      return 101;
    } catch (Wire.RefusedException e) {
      return e.status();
    }
  }
}
