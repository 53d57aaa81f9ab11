package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;

/// A header to which each proxy adds what it saw.
final class ForwardedHeader {
  private ForwardedHeader() {}

  /// What the proxies added, the outermost one's first. A client may have put anything before it.
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
