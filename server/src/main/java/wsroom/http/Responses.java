package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes responses. Any page may read them (CORS), and no cache stores them.
public final class Responses {
  private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
  private static final JsonFactory JSON = new JsonFactory();

  private Responses() {}

  /// Writes the properties of a JSON object.
  @FunctionalInterface
  public interface JsonBody {
    void writeTo(JsonGenerator json);
  }

  public static void json(HttpServerExchange exchange, int status, JsonBody body) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      body.writeTo(json);
      json.writeEndObject();
    }
    send(exchange, status, "application/json", text.toString());
  }

  /// Sends one property, such as `{"fixedAdapter":…}`.
  public static void property(HttpServerExchange exchange, int status, String name, String value) {
    json(exchange, status, json -> json.writeStringProperty(name, value));
  }

  static void text(HttpServerExchange exchange, int status, String text) {
    send(exchange, status, "text/plain; charset=utf-8", text);
  }

  public static void send(HttpServerExchange exchange, int status, String type, String body) {
    allowAnyOrigin(exchange);
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(body);
  }

  /// Sends an error such as `{"error":"Not Found"}`, with the status's reason phrase.
  public static void error(HttpServerExchange exchange, int status) {
    json(exchange, status, json -> json.writeStringProperty("error", reason(status)));
  }

  /// Sends an error such as `{"error":"Bad Request","message":…}`.
  public static void error(HttpServerExchange exchange, int status, String message) {
    json(
        exchange,
        status,
        json -> {
          json.writeStringProperty("error", reason(status));
          json.writeStringProperty("message", message);
        });
  }

  public static void allowAnyOrigin(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(ALLOW_ORIGIN, "*");
  }

  private static String reason(int status) {
    return StatusCodes.getReason(status);
  }
}
