package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;

/// Parses a header to which each proxy appends a value.
final class ForwardedHeader {
  private ForwardedHeader() {}

  /// All values in order, those of clients included: the last ones are the proxies', the outermost
  /// proxy's first.
  static List<String> entries(HttpServerExchange exchange, HttpString name) {
    List<String> entries = new ArrayList<>();
    HeaderValues lines = exchange.getRequestHeaders().get(name);
    if (lines != null) {
      for (String line : lines) {
        for (String entry : line.split(",", -1)) {
          entries.add(entry.strip());
        }
      }
    }
    return entries;
  }
}
