package wsroom.admin;

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
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.admin.Operation.Action;
import wsroom.admin.Operation.Query;
import wsroom.http.RequestLog;
import wsroom.http.Responses;
import wsroom.http.Router;

/// Takes the operators' requests, and passes all others on.
///
/// Tokens are checked on the I/O thread, so that those who have none cost no worker; what an
/// operator asks for is done on a worker thread, since it waits for the I/O threads.
final class AdminApi implements HttpHandler {
  static final String DESCRIPTION = "/admin/openapi.json";
  private static final Logger log = LoggerFactory.getLogger(AdminApi.class);
  private static final String PREFIX = "/admin/";
  private static final int MAX_BODY_BYTES = 4096;
  private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
  private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");

  private final HttpHandler next;
  private final OperatorAuthenticator check;
  private final List<Operation> operations;
  private final EventUpgradeHandler feed;
  private final RequestLog requests;
  private final Consumer<Error> onError;
  private final String description;

  /// @param next takes what is not for operators
  AdminApi(
      HttpHandler next,
      OperatorAuthenticator check,
      List<Operation> operations,
      EventUpgradeHandler feed,
      RequestLog requests,
      Consumer<Error> onError) {
    this.next = next;
    this.check = check;
    this.operations = List.copyOf(operations);
    this.feed = feed;
    this.requests = requests;
    this.onError = onError;
    this.description = description();
  }

  /// Each route, as method and path, to be held against the description.
  static Stream<String> routes(List<Operation> operations) {
    return Stream.concat(
        Stream.of("GET " + DESCRIPTION, "GET " + EventUpgradeHandler.PATH),
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
    if (path.equals(DESCRIPTION)) {
      count(exchange, DESCRIPTION);
      serveDescription(exchange, method);
    } else if (path.equals(EventUpgradeHandler.PATH)) {
      count(exchange, EventUpgradeHandler.PATH);
      serveFeed(exchange, method);
    } else {
      List<Operation> here =
          operations.stream().filter(operation -> operation.match(path).isPresent()).toList();
      count(exchange, here.isEmpty() ? "none" : here.getFirst().path());
      serveOperation(exchange, method, path, here);
    }
  }

  private void serveDescription(HttpServerExchange exchange, String method) {
    if (isOneOf(exchange, method, "GET")) {
      Responses.send(exchange, 200, "application/json", description);
    }
  }

  private void serveFeed(HttpServerExchange exchange, String method) {
    if (isOneOf(exchange, method, "GET")) {
      identify(exchange, true).ifPresent(operator -> feed.enter(exchange, operator));
    }
  }

  private void serveOperation(
      HttpServerExchange exchange, String method, String path, List<Operation> here) {
    if (here.isEmpty()) {
      Responses.error(exchange, 404);
      return;
    }
    String[] methods = here.stream().map(Operation::method).toArray(String[]::new);
    if (!isOneOf(exchange, method, methods)) {
      return;
    }
    Optional<Operator> operator = identify(exchange, false);
    if (operator.isEmpty()) {
      return;
    }
    for (Operation operation : here) {
      if (operation.method().equals(method)) {
        var request =
            new Operation.Request(exchange, operator.get(), operation.match(path).orElseThrow());
        switch (operation.work()) {
          case Query look -> later(exchange, () -> look.answer(request));
          case Action deed -> withBody(exchange, body -> perform(deed, request, body));
        }
      }
    }
  }

  private static Response perform(Action deed, Operation.Request request, byte[] body)
      throws InterruptedException {
    ActionRequest act;
    try {
      act = ActionRequest.read(body);
    } catch (InvalidRequestException e) {
      return Response.badRequest(e.why());
    }
    return deed.answer(request, act);
  }

  /// Whether a method is one of those. If not, it has been answered.
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
      exchange.getResponseHeaders().put(ALLOW_HEADERS, "Authorization, Content-Type");
      exchange.setStatusCode(204);
      exchange.endExchange();
    } else {
      Responses.error(exchange, 405);
    }
    return false;
  }

  /// Who asks. If it is nobody we know, that has been answered.
  private Optional<Operator> identify(HttpServerExchange exchange, boolean isUpgrade) {
    return switch (check.check(exchange, isUpgrade)) {
      case Authentication.Known(Operator operator) -> Optional.of(operator);
      case Authentication.Unknown _ -> {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
        Responses.error(exchange, 401);
        yield Optional.empty();
      }
      case Authentication.Locked(long seconds) -> {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
        Responses.error(exchange, 429, "too many wrong tokens from this address");
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
        (same, body) -> later(same, () -> work.run(body)),
        (same, failure) -> {
          if (failure instanceof Receiver.RequestToLargeException) {
            Responses.error(same, 413, "at most " + MAX_BODY_BYTES + " bytes");
          } else {
            Responses.error(same, 400, "the body did not come as announced");
          }
        });
  }

  private void later(HttpServerExchange exchange, Work work) {
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

  /// The edge: a bug is answered, an error ends the process.
  private void guard(HttpServerExchange exchange, Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Responses.error(exchange, 503, "the server is going away");
    } catch (RuntimeException bug) {
      log.error("an operator's request failed", bug);
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
            requests.served(method, name, done.getStatusCode(), System.nanoTime() - start);
          } finally {
            listeners.proceed();
          }
        });
  }

  private static String description() {
    try (InputStream in = AdminApi.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("the build has left openapi.json out");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
