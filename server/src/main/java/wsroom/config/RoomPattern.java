package wsroom.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A pattern of room ids: an id, percent-encoded where needed, in which `*` stands for any
/// characters, also for none.
///
/// @param text as it was given
/// @param parts the decoded texts between the stars; one if there is no star
public record RoomPattern(String text, List<String> parts) {
  private static final int MAX_CHARACTERS = 1_024;

  /// Empty if the text is no pattern.
  public static Optional<RoomPattern> parse(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String part : text.split("\\*", -1)) {
      try {
        // Here a plus is a plus.
        parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException malformed) {
        return Optional.empty();
      }
    }
    return Optional.of(new RoomPattern(text, List.copyOf(parts)));
  }

  /// Whether the pattern covers a room. Takes time in proportion to the id's length.
  public boolean matches(String roomId) {
    String first = parts.getFirst();
    String last = parts.getLast();
    if (parts.size() == 1) {
      return roomId.equals(first);
    }
    if (roomId.length() < first.length() + last.length()
        || !roomId.startsWith(first)
        || !roomId.endsWith(last)) {
      return false;
    }
    int from = first.length();
    int end = roomId.length() - last.length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int found = roomId.indexOf(part, from);
      if (found < 0 || found + part.length() > end) {
        return false;
      }
      from = found + part.length();
    }
    return from <= end;
  }

  @Override
  public String toString() {
    return text;
  }
}
