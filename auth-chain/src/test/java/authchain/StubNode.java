package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A stub Ethereum node on a loopback port, with scripted replies and a record of requests.
final class StubNode implements AutoCloseable {
  /// The reply of a contract that accepts a signature.
  static final String MAGIC_VALUE = "0x1626ba7e" + "0".repeat(56);

  static final String NO = "0x" + "0".repeat(64);

  private final HttpServer server;
  private final List<Question> asked = new ArrayList<>();
  private volatile Function<Question, Response> answers = _ -> new Status(500, "");

  /// @param params with the address of a call in lower case
  record Question(String method, List<@Nullable Object> params) {
    /// The input of a contract call.
    String callData() {
      return new JsonTree(params.getFirst()).at("data").text();
    }
  }

  sealed interface Response {}

  /// An HTTP response.
  record Status(int status, String body) implements Response {}

  /// Closes the connection without a response.
  record HangUp() implements Response {}

  StubNode() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  EthereumNode node() {
    return new EthereumNode(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
  }

  StubNode answering(Function<Question, Response> answers) {
    this.answers = answers;
    return this;
  }

  static Response result(String json) {
    return new Status(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}");
  }

  static Response text(String text) {
    return result("\"" + text + "\"");
  }

  /// The requests since the last call.
  List<Question> takeRequests() {
    synchronized (asked) {
      List<Question> taken = List.copyOf(asked);
      asked.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Question question = question(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      synchronized (asked) {
        asked.add(question);
      }
      switch (answers.apply(question)) {
        case Status(int status, String body) -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        }
        case HangUp _ -> {}
      }
    }
  }

  private static Question question(String json) {
    JsonTree body = JsonTree.parse(json);
    return question(body.at("method").text(), body.at("params").array());
  }

  static Question question(String method, List<@Nullable Object> params) {
    if (params.isEmpty() || !new JsonTree(params.getFirst()).isObject()) {
      return new Question(method, params);
    }
    JsonTree call = new JsonTree(params.getFirst());
    List<@Nullable Object> normal = new ArrayList<>(params);
    normal.set(
        0,
        Map.of(
            "to", call.at("to").text().toLowerCase(Locale.ROOT),
            "data", call.at("data").text()));
    return new Question(method, normal);
  }
}
