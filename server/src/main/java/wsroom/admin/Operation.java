package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One operation of the operators' API, as `openapi.json` describes it.
///
/// @param method of HTTP
/// @param path its template, with `{parameter}`s as whole segments
/// @param need what a token must cover
record Operation(String method, String path, Need need, Work work) {

  /// @param parameters of the path, as they were sent
  record Request(HttpServerExchange exchange, Operator operator, List<String> parameters) {

    /// The first parameter of the path; empty if the template has none.
    String parameter() {
      return first(parameters);
    }
  }

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

  /// An action whose request has a text to be said in its body.
  @FunctionalInterface
  non-sealed interface Speech extends Work {
    Response answer(Request request, SayRequest say) throws InterruptedException;
  }

  /// The parameters of a path that matches this template.
  Optional<List<String>> match(String requested) {
    String[] wanted = path.split("/", -1);
    String[] given = requested.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
        parameters.add(given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  static String first(List<String> parameters) {
    return parameters.isEmpty() ? "" : parameters.getFirst();
  }
}
