package wsroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/// Reads a room's id from the path of a request. An id has 1 to 256 characters: letters, marks and
/// digits of any script, and `. - _ ~ : @ + = ,`. Ids are told apart exactly, code point by code
/// point: nothing is normalised, and upper case is not lower case.
public final class RoomIdParser {
  static final int MAX_CHARACTERS = 256;
  private static final String SIGNS = ".-_~:@+=,";

  private RoomIdParser() {}

  /// What a path segment says.
  public sealed interface Parsed {}

  /// @param id decoded
  public record Room(String id) implements Parsed {}

  /// @param why what is wrong with it, for the client's developer
  public record Wrong(String why) implements Parsed {}

  /// @param segment what follows the last slash, as it was sent
  public static Parsed parse(String segment) {
    var bytes = ByteBuffer.allocate(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        int octet = i + 2 < segment.length() ? octet(segment, i + 1) : -1;
        if (octet < 0) {
          return new Wrong("a % without two hex digits");
        }
        bytes.put((byte) octet);
        i += 2;
      } else if (c > ' ' && c < 0x7F && c != '/') {
        bytes.put((byte) c);
      } else {
        return new Wrong("a room id must be one percent-encoded path segment");
      }
    }
    return check(bytes.flip());
  }

  private static int octet(String text, int from) {
    int high = Character.digit(text.charAt(from), 16);
    int low = Character.digit(text.charAt(from + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static Parsed check(ByteBuffer bytes) {
    String id;
    try {
      id =
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes)
              .toString();
    } catch (CharacterCodingException malformed) {
      return new Wrong("a room id must be UTF-8");
    }
    int characters = id.codePointCount(0, id.length());
    if (characters < 1 || characters > MAX_CHARACTERS) {
      return new Wrong("a room id must have 1 to " + MAX_CHARACTERS + " characters");
    }
    if (id.equals(".") || id.equals("..") || !id.codePoints().allMatch(RoomIdParser::isAllowed)) {
      return new Wrong("a room id must consist of letters, digits and " + SIGNS);
    }
    return new Room(id);
  }

  private static boolean isAllowed(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.DECIMAL_DIGIT_NUMBER ->
          true;
      default -> SIGNS.indexOf(codePoint) >= 0;
    };
  }
}
