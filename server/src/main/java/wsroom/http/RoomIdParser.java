package wsroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import wsroom.config.RoomIds;

/// Parses a room id from the path of a request: one segment, percent-encoded. [RoomIds] validates
/// it.
public final class RoomIdParser {
  private RoomIdParser() {}

  /// The result of parsing a path segment.
  public sealed interface Parsed {}

  /// @param id decoded
  public record Room(String id) implements Parsed {}

  /// @param why the problem, for the client's developer
  public record Invalid(String why) implements Parsed {}

  /// @param segment after the last slash, as it was sent
  public static Parsed parse(String segment) {
    var bytes = ByteBuffer.allocate(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        int octet = i + 2 < segment.length() ? octet(segment, i + 1) : -1;
        if (octet < 0) {
          return new Invalid("invalid percent-encoding in the room id");
        }
        bytes.put((byte) octet);
        i += 2;
      } else if (c > ' ' && c < 0x7F && c != '/') {
        bytes.put((byte) c);
      } else {
        return new Invalid("a room id must be one percent-encoded path segment");
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
      return new Invalid("a room id must be UTF-8");
    }
    return RoomIds.problem(id).<Parsed>map(Invalid::new).orElseGet(() -> new Room(id));
  }
}
