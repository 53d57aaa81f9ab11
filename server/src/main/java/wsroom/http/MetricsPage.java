package wsroom.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Optional;
import java.util.function.Supplier;
import wsroom.config.Secret;

/// Serves the metrics, to clients with the token if one is set.
final class MetricsPage implements HttpHandler {
  private final Optional<Secret> token;
  private final Supplier<String> scrape;

  MetricsPage(Optional<Secret> token, Supplier<String> scrape) {
    this.token = token;
    this.scrape = scrape;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (token.isPresent() && !token.get().matches(BearerToken.of(exchange).orElse(""))) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
      Responses.error(exchange, StatusCodes.UNAUTHORIZED);
      return;
    }
    Responses.send(
        exchange, StatusCodes.OK, "text/plain; version=0.0.4; charset=utf-8", scrape.get());
  }
}
