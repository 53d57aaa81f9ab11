package wsroom.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Redirects.
@Timeout(30)
class JdkHttpFetcherTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final String THERE = "{\"users\":[]}";

  private final Map<String, String> moved = new ConcurrentHashMap<>();
  private final JdkHttpFetcher fetcher = new JdkHttpFetcher();
  private final HttpServer server;
  private volatile int status = 301;

  JdkHttpFetcherTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    fetcher.close();
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectWithinTheHostIsFollowed(int how) throws Exception {
    status = how;
    moved.put("/old.json", "/lists/new.json?v=2");

    assertThat(get("/old.json")).isEqualTo(THERE);
  }

  @Test
  void fourthRedirectIsRejected() throws Exception {
    moved.put("/1", "/2");
    moved.put("/2", uri("/3").toString());
    moved.put("/3", "/4");
    assertThat(get("/1")).isEqualTo(THERE);

    moved.put("/0", "/1");
    assertThatThrownBy(() -> get("/0"))
        .isInstanceOf(BanSourceException.class)
        .hasMessage("redirected more than 3 times");
  }

  @Test
  void redirectToAnotherHostIsNotRequested() {
    moved.put("/old.json", "http://localhost:" + server.getAddress().getPort() + "/new.json");

    assertThatThrownBy(() -> get("/old.json"))
        .isInstanceOf(BanSourceException.class)
        .hasMessage(
            "it has moved (HTTP status 301) to another host without https, which is not followed");
  }

  @Test
  void redirectWithoutLocationIsRejected() {
    moved.put("/old.json", "");

    assertThatThrownBy(() -> get("/old.json"))
        .isInstanceOf(BanSourceException.class)
        .hasMessage("it has moved (HTTP status 301) without a usable new address");
  }

  @ParameterizedTest
  @CsvSource({
    "http://list.example/a, https://other.example/b",
    "https://list.example/a, https://other.example/b",
    "http://list.example/a, http://LIST.example:8080/b",
  })
  void redirectsToHttpsOrTheSameHostAreFollowed(URI from, String to) throws Exception {
    assertThat(JdkHttpFetcher.target(from, 308, Optional.of(to))).isEqualTo(URI.create(to));
  }

  @ParameterizedTest
  @CsvSource({
    "http://list.example/a, http://list.example.evil.example/b, to another host without https",
    "http://list.example/a, //other.example/b, to another host without https",
    "https://list.example/a, http://list.example/b, from https to http",
    "https://list.example/a, file:///etc/passwd, without a usable new address",
    "https://list.example/a, ://, without a usable new address",
    "https://list.example/a, https:///b, without a usable new address",
  })
  void otherRedirectsAreRejected(URI from, String to, String why) {
    assertThatThrownBy(() -> JdkHttpFetcher.target(from, 302, Optional.of(to)))
        .isInstanceOf(BanSourceException.class)
        .hasMessageStartingWith("it has moved (HTTP status 302) " + why);
  }

  private String get(String path) throws Exception {
    return new String(fetcher.get(uri(path), 1000, A_MINUTE), UTF_8);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String to = moved.get(exchange.getRequestURI().toString());
      if (to == null) {
        byte[] body = THERE.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        if (!to.isEmpty()) {
          exchange.getResponseHeaders().set("Location", to);
        }
        exchange.sendResponseHeaders(status, -1);
      }
    }
  }
}
