package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.server.RunningServer;

/// The container's health check.
class HealthScriptTest {
  private static final int PATIENCE_SECONDS = 20;

  @ParameterizedTest
  @ValueSource(strings = {"off", "on", "On"})
  void runningServerIsHealthyWithAndWithoutProxyProtocol(String proxyProtocol) throws Exception {
    Map<String, String> settings = Map.of("PROXY_PROTOCOL", proxyProtocol);
    try (RunningServer server = new RunningServer(settings)) {
      assertThat(exitCode(server.address().getPort(), settings)).isZero();
    }
  }

  /// A container of which only one of several networks is served.
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "::1", "127.0.0.2", "localhost"})
  void healthCheckUsesTheListenAddress(String host) throws Exception {
    Map<String, String> settings = Map.of("HTTP_SERVER_HOST", host);
    try (RunningServer server = new RunningServer(settings)) {
      assertThat(exitCode(server.address().getPort(), settings)).isZero();
    }
  }

  /// Beside a public port that the check could not speak to.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void healthCheckFollowsTheInternalPort(String host) throws Exception {
    Map<String, String> settings =
        Map.of("INTERNAL_PORT", "0", "INTERNAL_HOST", host, "PROXY_PROTOCOL", "on");
    try (RunningServer server = new RunningServer(settings)) {
      int internal = server.internalAddress().orElseThrow().getPort();

      assertThat(
              exitCode(
                  server.address().getPort(),
                  Map.of(
                      "INTERNAL_PORT",
                      Integer.toString(internal),
                      "INTERNAL_HOST",
                      host,
                      "PROXY_PROTOCOL",
                      "on")))
          .isZero();
      assertThat(
              exitCode(
                  internal, Map.of("INTERNAL_PORT", Integer.toString(server.address().getPort()))))
          .isEqualTo(1);
    }
  }

  @Test
  void healthCheckFailsWithoutAListener() throws Exception {
    int port;
    try (RunningServer server = new RunningServer(Map.of())) {
      port = server.address().getPort();
    }

    assertThat(exitCode(port, Map.of())).isEqualTo(1);
  }

  private static int exitCode(int port, Map<String, String> settings) throws Exception {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("HTTP_SERVER_PORT", Integer.toString(port));
    ProcessBuilder builder =
        new ProcessBuilder("bash", Path.of("..", "docker", "health").toString());
    builder.redirectErrorStream(true).environment().putAll(environment);
    Process script = builder.start();
    try {
      assertThat(script.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return script.exitValue();
    } finally {
      script.destroyForcibly();
    }
  }
}
