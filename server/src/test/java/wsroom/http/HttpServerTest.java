package wsroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.config.ListenConfig;
import wsroom.logging.LogLines;
import wsroom.websocket.RawUpgrade;

class HttpServerTest {
  private static final HttpHandler ECHO =
      exchange -> Responses.text(exchange, 200, exchange.getRequestURI());

  private final Queue<Integer> refused = new ConcurrentLinkedQueue<>();
  private final HttpServer server =
      new HttpServer(
          1, HttpServer.USUAL_IDLE, (method, route, status, nanos) -> refused.add(status));

  @AfterEach
  void stops() {
    server.stop();
  }

  @Test
  void portZeroPicksAFreePortAndReturnsIt() throws Exception {
    InetSocketAddress address =
        server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, ECHO);

    assertThat(address.getPort()).isPositive();
    assertThat(new HttpClient(address).get("/hello").body()).isEqualTo("/hello");
  }

  @Test
  void portInUseIsReportedInOneLine() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var where = new ListenConfig(other.getLocalPort(), "127.0.0.1");

      assertThatThrownBy(() -> server.listen(where, Optional.empty(), false, ECHO))
          .isInstanceOf(ListenException.class)
          .hasMessage(
              "HTTP_SERVER_PORT "
                  + where.port()
                  + " on HTTP_SERVER_HOST 127.0.0.1 cannot be listened on: the port is in use");
    }
  }

  @Test
  void addressOfAnotherMachineIsReportedInOneLine() {
    // 192.0.2.0/24 is reserved for documentation: no machine has it.
    assertThatThrownBy(
            () -> server.listen(new ListenConfig(0, "192.0.2.1"), Optional.empty(), false, ECHO))
        .isInstanceOf(ListenException.class)
        .hasMessageStartingWith(
            "HTTP_SERVER_PORT 0 on HTTP_SERVER_HOST 192.0.2.1 cannot be listened on: ")
        .hasMessageNotContaining("\n");
  }

  /// Cookies of other services, or a proxy's own tokens, can make a head this large.
  @ParameterizedTest
  @ValueSource(ints = {9_000, 19_000, 25_000, 300_000})
  void tooLargeHeadIsAnswered431WithAText(int bytes) throws Exception {
    try (LogLines log = LogLines.of(RequestHeads.class.getName())) {
      var client = new HttpClient(listens());

      var answer = client.get("/", "Cookie: " + "x".repeat(bytes));

      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(answer.body())
          .startsWith("{\"error\":\"Request Header Fields Too Large\",\"message\":")
          .contains("the request's head is larger than ", "smaller cookies");
      assertThat(refused).containsExactly(431);
      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith("request from 127.0.0.1 rejected: its head is larger than ");
      assertThat(client.get("/", "Cookie: " + "x".repeat(7_000)).status()).isEqualTo(200);
    }
  }

  @Test
  void headOfTooManyHeadersIsAnswered431() throws Exception {
    String[] headers = new String[120];
    Arrays.fill(headers, "X: y");

    assertThat(new HttpClient(listens()).get("/", headers).status()).isEqualTo(431);
  }

  /// The bytes of each request's head are counted separately.
  @Test
  void headLimitAppliesToEachRequestOfAConnection() throws Exception {
    String one = head("/a", "Cookie: " + "x".repeat(7_000));

    String answers =
        new HttpClient(listens()).send(one.repeat(9) + head("/b", "Connection: close"));

    assertThat(answers.split("200 OK", -1)).hasSize(11);
  }

  @Test
  void signedLoginWithASignatureOf4096BytesIsRead() throws Exception {
    String chain = "X-Identity-Auth-Chain-1: " + "0".repeat(2 * 4096 + 2);

    assertThat(
            new HttpClient(listens())
                .request("POST", "/", chain, "Cookie: " + "x".repeat(7_000), "Content-Length: 0")
                .status())
        .isEqualTo(200);
  }

  /// AWS, nginx and Envoy reuse connections for 60 s.
  @Test
  void connectionIsKeptForAnotherRequestLongerThanForTheFirst() throws Exception {
    var impatient =
        new HttpServer(
            1,
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            (method, route, status, nanos) -> {});
    try {
      InetSocketAddress address =
          impatient.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, ECHO);
      try (var used = new Socket(address.getAddress(), address.getPort());
          var silent = new Socket(address.getAddress(), address.getPort())) {
        used.setSoTimeout(10_000);
        silent.setSoTimeout(10_000);
        used.getOutputStream().write(head("/first").getBytes(UTF_8));
        assertThat(RawUpgrade.readHead(used.getInputStream())).contains("200 OK");
        used.getInputStream().readNBytes("/first".length());

        assertThat(silent.getInputStream().read()).as("closed without a request").isEqualTo(-1);
        used.getOutputStream().write(head("/second").getBytes(UTF_8));
        assertThat(RawUpgrade.readHead(used.getInputStream())).contains("200 OK");
      }
    } finally {
      impatient.stop();
    }
  }

  @Test
  void connectionThatIsIdleTooLongAfterARequestIsClosed() throws Exception {
    var impatient = new HttpServer(1, Duration.ofMillis(50), (method, route, status, nanos) -> {});
    try {
      var client =
          new HttpClient(
              impatient.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, ECHO));

      assertThat(client.send(head("/only"))).endsWith("/only");
    } finally {
      impatient.stop();
    }
  }

  @Test
  void ipv4WildcardDoesNotServeIpv6() throws Exception {
    InetSocketAddress address =
        server.listen(new ListenConfig(0, "0.0.0.0"), Optional.empty(), false, ECHO);

    assertThat(new HttpClient(at("127.0.0.1", address)).get("/").status()).isEqualTo(200);
    assertThatThrownBy(() -> new HttpClient(at("::1", address)).get("/"))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void ipv6WildcardServesIpv4Too() throws Exception {
    InetSocketAddress address =
        server.listen(new ListenConfig(0, "::"), Optional.empty(), false, ECHO);

    assertThat(new HttpClient(at("127.0.0.1", address)).get("/").status()).isEqualTo(200);
    assertThat(new HttpClient(at("::1", address)).get("/").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROXY TCP4 192."})
  void connectionWithoutARequiredProxyHeaderIsClosed(String begun) throws Exception {
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

  /// Of each header, split wherever it can be, the server has read the first part before the second
  /// is sent: its one I/O thread has answered a later connection by then.
  @ParameterizedTest
  @MethodSource("headers")
  void proxyHeaderIsReadFromAnyNumberOfSegments(byte[] header, String client) throws Exception {
    InetSocketAddress address =
        server.listen(
            new ListenConfig(0, "127.0.0.1"),
            Optional.empty(),
            true,
            exchange -> Responses.text(exchange, 200, exchange.getSourceAddress().toString()));
    for (int split = 1; split < header.length; split += header.length > 200 ? 97 : 1) {
      try (var socket = new Socket(address.getAddress(), address.getPort())) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(header, 0, split);
        assertThat(
                new HttpClient(address).send("PROXY UNKNOWN\r\n" + head("/", "Connection: close")))
            .contains("200 OK");
        socket.getOutputStream().write(header, split, header.length - split);
        socket.getOutputStream().write(head("/", "Connection: close").getBytes(UTF_8));

        assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
            .as("split after %d bytes", split)
            .contains("200 OK", client);
      }
    }
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of(
            "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n".getBytes(UTF_8), "/192.0.2.1:4711"),
        Arguments.of(
            "PROXY TCP6 2001:db8::1 ::1 4711 80\r\n".getBytes(UTF_8),
            "/[2001:db8:0:0:0:0:0:1]:4711"),
        Arguments.of("PROXY UNKNOWN\r\n".getBytes(UTF_8), "/127.0.0.1:"),
        Arguments.of(ProxyHeaderTest.version2(0x21, 0x11, 0), "/192.0.2.1:4711"),
        Arguments.of(ProxyHeaderTest.version2(0x21, 0x11, 1000), "/192.0.2.1:4711"),
        Arguments.of(ProxyHeaderTest.version2(0x21, 0x21, 3), "/[2001:db8:0:0:0:0:0:1]:4711"),
        Arguments.of(ProxyHeaderTest.version2(0x20, 0x00, 0), "/127.0.0.1:"));
  }

  @Test
  void connectionsWithoutAProxyHeaderAreCountedAndLogged() throws Exception {
    var client =
        new HttpClient(
            server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), true, ECHO));
    try (LogLines log = LogLines.of(ProxyHeaders.class.getName())) {
      assertThat(client.send(head("/"))).isEmpty();
      assertThat(client.send("PROXY TCP4 nonsense\r\n")).isEmpty();
      try (var half = new Socket(client.server().getAddress(), client.server().getPort())) {
        half.getOutputStream().write("PROXY".getBytes(UTF_8));
        half.shutdownOutput();
        half.setSoTimeout(10_000);
        assertThat(half.getInputStream().read()).isEqualTo(-1);
      }
      try (var probe = new Socket(client.server().getAddress(), client.server().getPort())) {
        // A balancer's TCP health check.
        probe.shutdownOutput();
        probe.setSoTimeout(10_000);
        assertThat(probe.getInputStream().read()).isEqualTo(-1);
      }

      assertThat(server.missingProxyHeaders()).isEqualTo(1);
      assertThat(server.malformedProxyHeaders()).isEqualTo(1);
      assertThat(server.incompleteProxyHeaders()).isEqualTo(1);
      assertThat(log.messages()).hasSize(3);
      assertThat(log.messages().getFirst())
          .isEqualTo(
              "connection from 127.0.0.1 closed: PROXY_PROTOCOL is on, but it has no PROXY protocol"
                  + " header");
    }
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

  private InetSocketAddress listens() throws ListenException {
    return server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, ECHO);
  }

  private static InetSocketAddress at(String host, InetSocketAddress listening) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), listening.getPort());
  }

  private static String head(String path, String... headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + lines(headers) + "\r\n";
  }

  private static String lines(String... headers) {
    return Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
  }
}
