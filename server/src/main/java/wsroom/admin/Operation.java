package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import java.util.Optional;

/// One operation of the operators' API, as `openapi.json` describes it.
///
/// @param method of HTTP
/// @param path its template, with at most one `{parameter}` as a whole segment
record Operation(String method, String path, Work work) {

  /// @param parameter of the path, as it was sent; empty if the template has none
  record Request(HttpServerExchange exchange, Operator operator, String parameter) {}

  sealed interface Work {}

  /// An operation that reads.
  @FunctionalInterface
  non-sealed interface Query extends Work {
    Response answer(Request request) throws InterruptedException;
  }

  /// An operation that changes something; its request has a body.
  @FunctionalInterface
  non-sealed interface Action extends Work {
    Response answer(Request request, ActionRequest details) throws InterruptedException;
  }

  /// The parameter of a path that matches this template; empty if the template has none.
  Optional<String> match(String requested) {
    int open = path.indexOf('{');
    if (open < 0) {
      return requested.equals(path) ? Optional.of("") : Optional.empty();
    }
    String before = path.substring(0, open);
    String after = path.substring(path.indexOf('}') + 1);
    if (requested.length() <= before.length() + after.length()
        || !requested.startsWith(before)
        || !requested.endsWith(after)) {
      return Optional.empty();
    }
    String parameter = requested.substring(before.length(), requested.length() - after.length());
    return parameter.contains("/") ? Optional.empty() : Optional.of(parameter);
  }
}
