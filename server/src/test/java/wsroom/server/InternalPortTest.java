package wsroom.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.http.ListenException;

/// A server whose pages for operators have a port of their own.
class InternalPortTest {
  private static final String TOKEN = "not-a-secret-here";
  private static final int PATIENCE_MILLIS = 30_000;

  private static final List<String> INTERNAL =
      List.of(
          "/admin/rooms",
          "/admin/openapi.json",
          "/metrics",
          "/health/live",
          "/health/ready",
          "/health/startup");

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable RunningServer running;

  @TempDir Path folder;

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    http.close();
  }

  @Test
  void publicPortServesNoInternalPage() throws Exception {
    start(Map.of());

    for (String path : INTERNAL) {
      assertThat(get(server().address(), path).statusCode()).as(path).isEqualTo(404);
      assertThat(get(internal(), path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(get(server().address(), "/events").statusCode()).isEqualTo(404);
    assertThat(get(internal(), "/events").statusCode()).isEqualTo(426);
    assertThat(server().status("/status")).isEqualTo(200);
    assertThat(server().page("/"))
        .contains("healthIsPublic&quot;:false", "metricsAreOpen&quot;:false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/status",
        "/rooms/status",
        "/about",
        "/",
        "/play/plaza",
        "/rooms/plaza",
        "/mini-comms/plaza",
        "/get-comms-adapter/plaza",
        "/rooms/plaza/comms"
      })
  void internalPortServesNoClient(String path) throws Exception {
    start(Map.of("REALM_NAME", "meadow"));

    assertThat(get(internal(), path).statusCode()).isEqualTo(404);
    assertThat(post(internal(), path, "", "x").statusCode()).isEqualTo(404);
    assertThatThrownBy(
            () ->
                http.newWebSocketBuilder()
                    .buildAsync(
                        URI.create("ws://127.0.0.1:" + internal().getPort() + path),
                        new WebSocket.Listener() {})
                    .join())
        .hasRootCauseMessage("Unexpected HTTP response status code 404");
  }

  @Test
  void onePortServesBoth() throws Exception {
    running = new RunningServer(Map.of("ADMIN_TOKEN", TOKEN));

    assertThat(running.internalAddress()).isEmpty();
    for (String path : INTERNAL) {
      assertThat(get(server().address(), path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void eventsAndActionsReachTheRoomsOfThePublicPort() throws Exception {
    start(Map.of("DUPLICATE_SESSION_SCOPE", "room"));
    EventListener listener =
        EventListener.with(
            http,
            URI.create("ws://127.0.0.1:" + internal().getPort() + "/events?topic=peer"),
            TOKEN);
    Identity ann = Identity.named("ann", Instant.now().plus(Duration.ofDays(1)));
    Explorer.enters(http, server().room("plaza"), ann);
    listener.hears("peer.joined");

    var kick =
        post(internal(), "/admin/peers/" + ann.address() + "/kick", TOKEN, "{\"reason\":\"spam\"}");

    assertThat(kick.statusCode()).as(kick.body()).isEqualTo(200);
    listener.hears("peer.kicked");
    listener.hears("peer.left");
  }

  /// The server does not listen on half of its ports.
  @Test
  void internalPortInUseEndsTheStart() throws Exception {
    int publicPort = freePort();
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings =
          Map.of(
              "INTERNAL_PORT",
              Integer.toString(other.getLocalPort()),
              "HTTP_SERVER_PORT",
              Integer.toString(publicPort));

      try (Server server = new Server(config(settings), error -> {})) {
        assertThatThrownBy(server::start)
            .isInstanceOf(ListenException.class)
            .hasMessage(
                "INTERNAL_PORT "
                    + other.getLocalPort()
                    + " on INTERNAL_HOST 127.0.0.1 cannot be listened on: the port is in use");
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), publicPort).close())
            .isInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  void publicPortInUseEndsTheStartWithAnInternalPort() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());

      try (Server server =
          new Server(config(Map.of("INTERNAL_PORT", "0", "HTTP_SERVER_PORT", port)), error -> {})) {
        assertThatThrownBy(server::start)
            .isInstanceOf(ListenException.class)
            .hasMessageStartingWith("HTTP_SERVER_PORT " + port);
      }
    }
  }

  @Test
  void samePortTwiceIsRejected() {
    assertThat(
            ServerConfig.read(
                Map.of(
                    "HTTP_SERVER_PORT", "5000",
                    "HTTP_SERVER_HOST", "192.0.2.1",
                    "INTERNAL_PORT", "5000")))
        .isEqualTo(
            new ConfigReading.Invalid(
                List.of("INTERNAL_PORT must differ from HTTP_SERVER_PORT, was 5000 like it")));
    // Any free port is another one each time.
    start(Map.of());
    assertThat(internal().getPort()).isNotEqualTo(server().address().getPort());
  }

  @Test
  void tlsAndProxyProtocolAreForThePublicPortOnly() throws Exception {
    PemFiles files = PemFiles.make(folder, "EC");
    files.writeTo(folder.resolve("chain.pem"), folder.resolve("key.pem"));
    start(
        Map.of(
            "TLS_CERTIFICATE", folder.resolve("chain.pem").toString(),
            "TLS_PRIVATE_KEY", folder.resolve("key.pem").toString(),
            "PROXY_PROTOCOL", "on"));

    assertThat(get(internal(), "/health/ready").body()).isEqualTo("ready");
    try (Socket plain = new Socket(server().address().getAddress(), server().address().getPort())) {
      plain.setSoTimeout(PATIENCE_MILLIS);
      plain.getOutputStream().write("PROXY UNKNOWN\r\n".getBytes(UTF_8));
      SSLSocket client =
          (SSLSocket)
              PemFiles.trusting(files)
                  .getSocketFactory()
                  .createSocket(plain, "127.0.0.1", plain.getPort(), true);
      client.getOutputStream().write("GET /status HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(client.getInputStream().readAllBytes(), UTF_8)).contains(" 200 OK");
    }
  }

  /// The proxies that TRUSTED_PROXIES counts are in front of the public port.
  @Test
  void forwardedAddressIsIgnoredOnTheInternalPort() throws Exception {
    start(Map.of("TRUSTED_PROXIES", "1"));

    for (int i = 0; i < 10; i++) {
      assertThat(guess("192.0.2." + i).statusCode()).isEqualTo(401);
    }

    assertThat(guess("192.0.2.10").statusCode()).isEqualTo(429);
  }

  @Test
  void limitsOfRequestsHoldOnTheInternalPort() throws Exception {
    start(Map.of());

    var large =
        HttpRequest.newBuilder(uri(internal(), "/health/live"))
            .header("Cookie", "x".repeat(9_000))
            .build();
    assertThat(http.send(large, BodyHandlers.ofString()).statusCode()).isEqualTo(431);
    assertThat(post(internal(), "/admin/drain", TOKEN, "x".repeat(5_000)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void metricsTokenHoldsOnTheInternalPort() throws Exception {
    start(Map.of("WKC_METRICS_BEARER_TOKEN", "sesame", "WKC_METRICS_PUBLIC_PATH", "/inner"));

    assertThat(get(internal(), "/inner").statusCode()).isEqualTo(401);
    assertThat(get(internal(), "/metrics").statusCode()).isEqualTo(404);
    assertThat(get(server().address(), "/inner").statusCode()).isEqualTo(404);
  }

  @Test
  void drainIsSeenAndEndedByTheInternalPort() throws Exception {
    start(Map.of());
    assertThat(post(internal(), "/admin/drain", TOKEN, "{\"reason\":\"upgrade\"}").statusCode())
        .isEqualTo(200);

    var draining = get(internal(), "/health/ready");
    assertThat(draining.statusCode()).isEqualTo(503);
    assertThat(draining.body()).isEqualTo("draining");
    assertThat(get(internal(), "/health/live").statusCode()).isEqualTo(200);

    post(internal(), "/admin/resume", TOKEN, "{\"reason\":\"called off\"}");
    assertThat(get(internal(), "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void shutdownClosesTheInternalPort() throws Exception {
    start(Map.of());
    InetSocketAddress internal = internal();

    server().close();

    assertThatThrownBy(() -> new Socket(internal.getAddress(), internal.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  // --- The server and its callers ---

  private void start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("INTERNAL_PORT", "0");
    all.put("ADMIN_TOKEN", TOKEN);
    running = new RunningServer(all);
  }

  private static ServerConfig config(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("HTTP_SERVER_HOST", "127.0.0.1");
    all.put("ETH_RPC_URL", "off");
    return switch (ServerConfig.read(all)) {
      case ConfigReading.Valid(ServerConfig config, _) -> config;
      case ConfigReading.Invalid(var problems) -> throw new AssertionError(problems);
    };
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private RunningServer server() {
    return Objects.requireNonNull(running);
  }

  private InetSocketAddress internal() {
    return server().internalAddress().orElseThrow();
  }

  private HttpResponse<String> get(InetSocketAddress address, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri(address, path)).header("Authorization", "Bearer " + TOKEN);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(
      InetSocketAddress address, String path, String token, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri(address, path))
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /// A wrong token that claims to come from another address.
  private HttpResponse<String> guess(String from) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri(internal(), "/admin/rooms"))
            .header("Authorization", "Bearer wrong")
            .header("X-Forwarded-For", from);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static URI uri(InetSocketAddress address, String path) {
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }
}
