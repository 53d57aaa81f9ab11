package authchain;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The JSON factory with its limits, and helpers to write JSON.
final class Json {
  /// Maximum length of a JSON text in bytes of UTF-8 (S1).
  static final int MAX_BYTES = 16_384;

  /// Maximum depth of unknown members; a chain itself needs two.
  private static final int MAX_DEPTH = 64;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_BYTES)
                  .maxNameLength(MAX_BYTES)
                  .maxStringLength(MAX_BYTES)
                  .build())
          .build();

  private Json() {}

  /// Whether a text exceeds the limit, without encoding it.
  static boolean isTooLarge(String text) {
    int length = text.length();
    if (length > MAX_BYTES) {
      return true;
    }
    if (length * 3 <= MAX_BYTES) {
      return false; // no char takes more than three bytes
    }
    int bytes = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // The two halves of a surrogate pair share four bytes.
        bytes += c < 0x800 || isPaired(text, i) ? 1 : 2;
      }
    }
    return bytes > MAX_BYTES;
  }

  private static boolean isPaired(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  static String write(Consumer<JsonGenerator> content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      content.accept(generator);
    }
    return text.toString();
  }

  static void writeLink(JsonGenerator generator, AuthLink link) {
    generator.writeStartObject();
    generator.writeStringProperty("type", link.type().name());
    generator.writeStringProperty("payload", link.payload());
    generator.writeStringProperty("signature", link.signature());
    generator.writeEndObject();
  }
}
