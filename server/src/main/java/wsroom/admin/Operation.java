package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import java.util.Optional;

/// One thing that operators can ask for, as `openapi.json` describes it.
///
/// @param method of HTTP
/// @param path its template, with at most one `{parameter}` as a whole segment
record Operation(String method, String path, Work work) {

  /// @param parameter the path's parameter as it was sent, empty where there is none
  record Request(HttpServerExchange exchange, Operator operator, String parameter) {}

  sealed interface Work {}

  /// Reads something.
  @FunctionalInterface
  non-sealed interface Query extends Work {
    Response answer(Request request) throws InterruptedException;
  }

  /// Does something; its request has a body.
  @FunctionalInterface
  non-sealed interface Action extends Work {
    Response answer(Request request, ActionRequest act) throws InterruptedException;
  }

  /// The parameter of a path, if the path is of this template; empty where the template has none.
  Optional<String> match(String asked) {
    int open = path.indexOf('{');
    if (open < 0) {
      return asked.equals(path) ? Optional.of("") : Optional.empty();
    }
    String before = path.substring(0, open);
    String after = path.substring(path.indexOf('}') + 1);
    if (asked.length() <= before.length() + after.length()
        || !asked.startsWith(before)
        || !asked.endsWith(after)) {
      return Optional.empty();
    }
    String parameter = asked.substring(before.length(), asked.length() - after.length());
    return parameter.contains("/") ? Optional.empty() : Optional.of(parameter);
  }
}
