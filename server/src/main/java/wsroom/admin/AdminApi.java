package wsroom.admin;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.admin.Operation.Action;
import wsroom.admin.Operation.Query;
import wsroom.admin.Operation.Speech;
import wsroom.http.RequestLog;
import wsroom.http.Responses;
import wsroom.http.Router;

/// Serves the operators' API, and passes all other requests on.
///
/// Tokens are checked on the I/O thread, so that requests without one cost no worker thread.
/// Queries and actions run on a worker thread, since they wait for the I/O threads.
final class AdminApi implements HttpHandler {
  /// The documents that need no token, by path.
  static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "/admin/openapi.json", "openapi.json",
          "/admin/asyncapi.json", "asyncapi.json");

  private static final Logger log = LoggerFactory.getLogger(AdminApi.class);
  private static final String PREFIX = "/admin/";
  private static final int MAX_BODY_BYTES = 4096;
  private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
  private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");

  private final HttpHandler next;
  private final OperatorAuthenticator authenticator;
  private final List<Operation> operations;
  private final EventUpgradeHandler feed;
  private final RequestLog requests;
  private final Consumer<Error> onError;
  private final Map<String, String> descriptions;

  /// @param next handles all other requests
  AdminApi(
      HttpHandler next,
      OperatorAuthenticator authenticator,
      List<Operation> operations,
      EventUpgradeHandler feed,
      RequestLog requests,
      Consumer<Error> onError) {
    this.next = next;
    this.authenticator = authenticator;
    this.operations = List.copyOf(operations);
    this.feed = feed;
    this.requests = requests;
    this.onError = onError;
    this.descriptions =
        DESCRIPTIONS.entrySet().stream()
            .collect(toUnmodifiableMap(Map.Entry::getKey, entry -> resource(entry.getValue())));
  }

  /// Each route, as method and path, for the test that compares them with the description.
  static Stream<String> routes(List<Operation> operations) {
    return Stream.concat(
        Stream.concat(DESCRIPTIONS.keySet().stream(), Stream.of(EventUpgradeHandler.PATH))
            .map(path -> "GET " + path),
        operations.stream().map(operation -> operation.method() + " " + operation.path()));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String path = Router.path(exchange);
    if (path.startsWith(PREFIX) || path.equals(EventUpgradeHandler.PATH)) {
      guard(exchange, () -> serve(exchange, path));
    } else {
      next.handleRequest(exchange);
    }
  }

  private void serve(HttpServerExchange exchange, String path) {
    String method = exchange.getRequestMethod().toString();
    String description = descriptions.get(path);
    if (description != null) {
      count(exchange, path);
      serveDescription(exchange, method, description);
    } else if (path.equals(EventUpgradeHandler.PATH)) {
      count(exchange, EventUpgradeHandler.PATH);
      serveFeed(exchange, method);
    } else {
      List<Operation> matching =
          operations.stream().filter(operation -> operation.match(path).isPresent()).toList();
      count(exchange, matching.isEmpty() ? "none" : matching.getFirst().path());
      serveOperation(exchange, method, path, matching);
    }
  }

  private static void serveDescription(
      HttpServerExchange exchange, String method, String description) {
    if (isOneOf(exchange, method, "GET")) {
      Responses.send(exchange, 200, "application/json", description);
    }
  }

  private void serveFeed(HttpServerExchange exchange, String method) {
    if (isOneOf(exchange, method, "GET")) {
      long start = System.nanoTime();
      boolean mayBeSubprotocol = !EventSourceHandler.isAskedFor(exchange);
      identify(exchange, mayBeSubprotocol).ifPresent(operator -> feed.handle(exchange, operator));
      if (EventSourceHandler.isStream(exchange)) {
        requests.served(method, EventUpgradeHandler.PATH, 200, System.nanoTime() - start);
      }
    }
  }

  private void serveOperation(
      HttpServerExchange exchange, String method, String path, List<Operation> matching) {
    if (matching.isEmpty()) {
      Responses.error(exchange, 404);
      return;
    }
    String[] methods = matching.stream().map(Operation::method).toArray(String[]::new);
    if (!isOneOf(exchange, method, methods)) {
      return;
    }
    Optional<Operator> operator = identify(exchange, false);
    if (operator.isEmpty()) {
      return;
    }
    for (Operation operation : matching) {
      if (operation.method().equals(method)) {
        var request =
            new Operation.Request(exchange, operator.get(), operation.match(path).orElseThrow());
        Optional<String> missing =
            operation.need().missingFrom(operator.get().scope(), request.parameter());
        if (missing.isPresent()) {
          Responses.error(exchange, 403, missing.get());
          return;
        }
        switch (operation.work()) {
          case Query query -> runOnWorker(exchange, () -> query.answer(request));
          case Action action -> withBody(exchange, body -> perform(action, request, body));
          case Speech speech -> withBody(exchange, body -> speak(speech, request, body));
        }
      }
    }
  }

  private static Response perform(Action action, Operation.Request request, byte[] body)
      throws InterruptedException {
    ActionRequest details;
    try {
      details = ActionRequest.read(body);
    } catch (InvalidRequestException e) {
      return Response.badRequest(e.why());
    }
    return action.answer(request, details);
  }

  private static Response speak(Speech speech, Operation.Request request, byte[] body)
      throws InterruptedException {
    SayRequest say;
    try {
      say = SayRequest.read(body);
    } catch (InvalidRequestException e) {
      return Response.badRequest(e.why());
    }
    return speech.answer(request, say);
  }

  /// Whether the method is allowed here. If not, the request has been answered.
  private static boolean isOneOf(HttpServerExchange exchange, String method, String... methods) {
    var allowed = new TreeSet<>(List.of(methods));
    if (allowed.contains(method)) {
      return true;
    }
    allowed.add("OPTIONS");
    String list = String.join(", ", allowed);
    exchange.getResponseHeaders().put(Headers.ALLOW, list);
    if (method.equals("OPTIONS")) {
      Responses.allowAnyOrigin(exchange);
      exchange.getResponseHeaders().put(ALLOW_METHODS, list);
      exchange
          .getResponseHeaders()
          .put(ALLOW_HEADERS, "Authorization, Content-Type, Last-Event-ID");
      exchange.setStatusCode(204);
      exchange.endExchange();
    } else {
      Responses.error(exchange, 405);
    }
    return false;
  }

  /// The operator that a request comes from. If there is none, the request has been answered.
  private Optional<Operator> identify(HttpServerExchange exchange, boolean isUpgrade) {
    return switch (authenticator.check(exchange, isUpgrade)) {
      case Authentication.Known(Operator operator) -> Optional.of(operator);
      case Authentication.Unknown _ -> {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
        Responses.error(exchange, 401);
        yield Optional.empty();
      }
      case Authentication.RateLimited(long seconds) -> {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
        Responses.error(exchange, 429, "too many invalid tokens from this address");
        yield Optional.empty();
      }
    };
  }

  private interface Work {
    Response run() throws InterruptedException;
  }

  private interface BodyWork {
    Response run(byte[] body) throws InterruptedException;
  }

  private void withBody(HttpServerExchange exchange, BodyWork work) {
    Receiver receiver = exchange.getRequestReceiver();
    receiver.setMaxBufferSize(MAX_BODY_BYTES);
    receiver.receiveFullBytes(
        (same, body) -> runOnWorker(same, () -> work.run(body)),
        (same, failure) -> {
          if (failure instanceof Receiver.RequestToLargeException) {
            Responses.error(same, 413, "request body larger than " + MAX_BODY_BYTES + " bytes");
          } else {
            Responses.error(same, 400, "incomplete request body");
          }
        });
  }

  private void runOnWorker(HttpServerExchange exchange, Work work) {
    exchange.dispatch(
        same ->
            guard(
                same,
                () -> {
                  Response answer = work.run();
                  Responses.json(same, answer.status(), answer.body());
                }));
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  /// Answers 500 to a bug; an [Error] ends the process.
  private void guard(HttpServerExchange exchange, Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Responses.error(exchange, 503, "server is shutting down");
    } catch (RuntimeException bug) {
      log.error("operator request failed", bug);
      Responses.error(exchange, 500);
    } catch (Error fatal) {
      onError.accept(fatal);
    }
  }

  private void count(HttpServerExchange exchange, String route) {
    long start = System.nanoTime();
    String method = exchange.getRequestMethod().toString();
    String name = route.replaceAll("\\{(\\w+)}", ":$1");
    exchange.addExchangeCompleteListener(
        (done, listeners) -> {
          try {
            // A stream is counted when it begins: its length is no latency.
            if (!EventSourceHandler.isStream(done)) {
              requests.served(method, name, done.getStatusCode(), System.nanoTime() - start);
            }
          } finally {
            listeners.proceed();
          }
        });
  }

  private static String resource(String name) {
    try (InputStream in = AdminApi.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
