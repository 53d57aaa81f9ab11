package wsroom.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.config.ListenConfig;

class HttpServerTest {
  private static final HttpHandler ECHO =
      exchange -> Answers.text(exchange, 200, exchange.getRequestURI());

  private final HttpServer server = new HttpServer(1);

  @AfterEach
  void stops() {
    server.stop();
  }

  @Test
  void portZeroTakesAFreePortAndSaysWhich() throws Exception {
    InetSocketAddress address =
        server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, ECHO);

    assertThat(address.getPort()).isPositive();
    assertThat(new HttpClient(address).get("/hello").body()).isEqualTo("/hello");
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var where = new ListenConfig(other.getLocalPort(), "127.0.0.1");

      assertThatThrownBy(() -> server.listen(where, Optional.empty(), false, ECHO))
          .isInstanceOf(CannotListenException.class)
          .hasMessage(
              "HTTP_SERVER_PORT "
                  + where.port()
                  + " on HTTP_SERVER_HOST 127.0.0.1 cannot be listened on: the port is in use");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsSaidInOneLine() {
    // 192.0.2.0/24 is reserved for documentation: no machine has it.
    assertThatThrownBy(
            () -> server.listen(new ListenConfig(0, "192.0.2.1"), Optional.empty(), false, ECHO))
        .isInstanceOf(CannotListenException.class)
        .hasMessageStartingWith(
            "HTTP_SERVER_PORT 0 on HTTP_SERVER_HOST 192.0.2.1 cannot be listened on: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aHeadBeyond8KiBIsCutOff() throws Exception {
    var client =
        new HttpClient(
            server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, ECHO));

    assertThat(client.get("/", "X-Long: " + "x".repeat(7000)).status()).isEqualTo(200);
    assertThat(client.send(head("/", "X-Long: " + "x".repeat(9000)))).doesNotContain("200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROXY TCP4 192."})
  void whereEachConnectionBeginsWithAProxysHeaderOneWithoutItIsClosed(String begun)
      throws Exception {
    var impatient = new HttpServer(1, Duration.ofMillis(50));
    try {
      var client =
          new HttpClient(
              impatient.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), true, ECHO));

      assertThat(client.send(begun)).isEmpty();
    } finally {
      impatient.stop();
    }
  }

  @Test
  void whoseHeaderHasComeIsAsked() throws Exception {
    var client =
        new HttpClient(
            server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), true, ECHO));

    assertThat(
            client.send(
                "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n" + head("/a", "Connection: close")))
        .contains("200 OK", "/a");
  }

  @Test
  void aConnectionServesOneRequestAfterAnother() throws Exception {
    var client =
        new HttpClient(
            server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, ECHO));

    String answers = client.send(head("/first") + head("/second", "Connection: close"));

    assertThat(answers).containsSubsequence("200 OK", "/first", "200 OK", "/second");
    assertThat(answers.split("\r\n\r\n", -1)[0]).doesNotContainIgnoringCase("keep-alive");
  }

  private static String head(String path, String... headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + lines(headers) + "\r\n";
  }

  private static String lines(String... headers) {
    return Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
  }
}
