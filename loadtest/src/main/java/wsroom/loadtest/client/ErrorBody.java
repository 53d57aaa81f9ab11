package wsroom.loadtest.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The error text in the body of an unsuccessful response: the `message` or `error` of a JSON
/// object, or the text itself.
public final class ErrorBody {
  /// The rest of a longer body is not read.
  static final int LIMIT_BYTES = 2048;

  private static final String LAST_CHUNK = "0\r\n\r\n";
  private static final int SHOWN_CHARACTERS = 200;
  private static final JsonFactory JSON = new JsonFactory();

  private ErrorBody() {}

  /// Whether the body is complete. Without a length in the head it ends with the connection.
  static boolean isWhole(String head, byte[] body) {
    if (body.length >= LIMIT_BYTES) {
      return true;
    }
    if (isChunked(head)) {
      return new String(body, StandardCharsets.ISO_8859_1).endsWith(LAST_CHUNK);
    }
    return header(head, "content-length")
        .filter(length -> length.matches("[0-9]{1,9}"))
        .map(length -> body.length >= Integer.parseInt(length))
        .orElse(false);
  }

  /// @param head of the response, without the empty line
  static String of(String head, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return of(isChunked(head) ? text.replaceAll("(^|\r\n)[0-9A-Fa-f]+\r\n", "") : text);
  }

  private static boolean isChunked(String head) {
    return header(head, "transfer-encoding").map(how -> how.contains("chunked")).orElse(false);
  }

  /// The text of a body in one line; empty if it has none.
  public static String of(String body) {
    String text = property(body, "message").or(() -> property(body, "error")).orElse(body);
    String line =
        text.replaceAll("(?s)<(script|style).*?</\\1>|<[^>]*>", " ")
            .replaceAll("[\\p{Cntrl}\\s]+", " ")
            .strip();
    return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line;
  }

  private static Optional<String> header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /// A text property of a JSON object; empty if there is none.
  public static Optional<String> property(String json, String name) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isIt = name.equals(parser.currentName());
        if (parser.nextToken() == JsonToken.VALUE_STRING && isIt) {
          return Optional.of(parser.getString());
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }
}
