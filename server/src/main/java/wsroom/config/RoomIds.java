package wsroom.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Validates room ids: 1 to 256 printable characters, spaces, slashes and emoji included. Ids are
/// compared exactly, code point by code point, without normalisation or case folding.
///
/// Invisible characters are not allowed, because two ids that look the same could be two rooms, and
/// a log line could read as another one. These are control characters, line separators, invisible
/// characters and marks that change the direction of writing. Surrogates, private and unassigned
/// code points are not allowed either.
///
/// Three invisible characters are allowed where an emoji needs them, and nowhere else, as in ENS
/// names (ENSIP-15): joiners between emoji, variation selectors behind one, and the tags of the
/// flags of England, Scotland and Wales.
public final class RoomIds {
  public static final int MAX_CHARACTERS = 256;

  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int TEXT_SELECTOR = 0xFE0E;
  private static final int EMOJI_SELECTOR = 0xFE0F;
  private static final int KEYCAP = 0x20E3;
  private static final int BLACK_FLAG = 0x1F3F4;

  /// The tag sequences for `gbeng`, `gbsct` and `gbwls`, with their end tag.
  private static final Set<String> FLAGS = Set.of(tags("gbeng"), tags("gbsct"), tags("gbwls"));

  /// Invisible characters that are letters, marks and symbols by category: joiners, fillers,
  /// selectors.
  private static final int[][] INVISIBLE = {
    {0x034F, 0x034F},
    {0x115F, 0x1160},
    {0x17B4, 0x17B5},
    {0x180B, 0x180F},
    {0x2800, 0x2800},
    {0x3164, 0x3164},
    {0xFE00, 0xFE0F},
    {0xFFA0, 0xFFA0},
    {0xFFFC, 0xFFFC},
    {0x16FE4, 0x16FE4},
    {0xE0100, 0xE01EF},
  };

  /// Characters of the format category that are visible: numbers and verses of Arabic, Syriac and
  /// Kaithi.
  private static final int[][] VISIBLE_FORMATS = {
    {0x0600, 0x0605},
    {0x06DD, 0x06DD},
    {0x070F, 0x070F},
    {0x0890, 0x0891},
    {0x08E2, 0x08E2},
    {0x110BD, 0x110BD},
    {0x110CD, 0x110CD},
  };

  private RoomIds() {}

  /// Whether a text is a valid room id.
  public static boolean isAllowed(String id) {
    return problem(id).isEmpty();
  }

  /// The reason why a text is not a valid room id, for the client's developer; empty if it is
  /// valid.
  public static Optional<String> problem(String id) {
    int[] characters = id.codePoints().toArray();
    if (characters.length < 1 || characters.length > MAX_CHARACTERS) {
      return Optional.of("a room id must have 1 to " + MAX_CHARACTERS + " characters");
    }
    if (id.equals(".") || id.equals("..")) {
      return Optional.of("a room id must not be . or .., which have another meaning in URLs");
    }
    if (Arrays.stream(characters).allMatch(RoomIds::isSpace)) {
      return Optional.of("a room id must not consist of spaces only");
    }
    for (int i = 0; i < characters.length; ) {
      int length = printable(characters, i);
      if (length == 0) {
        return Optional.of(
            "a room id must consist of printable characters, but has U+%04X"
                .formatted(characters[i]));
      }
      i += length;
    }
    return Optional.empty();
  }

  /// The number of characters from `at` on that are printable together; 0 if the first one is not.
  private static int printable(int[] characters, int at) {
    int c = characters[at];
    if (c == BLACK_FLAG) {
      return 1 + tagged(characters, at + 1);
    }
    boolean isAllowed =
        switch (c) {
          case ZERO_WIDTH_JOINER -> joinsEmoji(characters, at);
          case TEXT_SELECTOR, EMOJI_SELECTOR -> selectsEmoji(characters, at);
          default -> isPrintable(c);
        };
    return isAllowed ? 1 : 0;
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> isIn(VISIBLE_FORMATS, c);
      // Code points for future emoji are reserved already.
      case Character.UNASSIGNED -> Character.isExtendedPictographic(c);
      default -> !isIn(INVISIBLE, c);
    };
  }

  /// A joiner between two emoji makes one emoji, such as a family.
  private static boolean joinsEmoji(int[] characters, int at) {
    int before = at - 1;
    while (before >= 0
        && (characters[before] == EMOJI_SELECTOR
            || Character.isEmojiModifier(characters[before]))) {
      before--;
    }
    return before >= 0
        && Character.isExtendedPictographic(characters[before])
        && at + 1 < characters.length
        && Character.isExtendedPictographic(characters[at + 1]);
  }

  /// A selector chooses whether an emoji is coloured. Digits are emoji only as keycaps.
  private static boolean selectsEmoji(int[] characters, int at) {
    if (at == 0 || !Character.isEmoji(characters[at - 1])) {
      return false;
    }
    return characters[at - 1] > 0x7F
        || (at + 1 < characters.length && characters[at + 1] == KEYCAP);
  }

  /// The length of the tag sequence that follows a black flag.
  private static int tagged(int[] characters, int from) {
    return FLAGS.stream()
        .filter(tags -> startsWith(characters, from, tags.codePoints().toArray()))
        .findAny()
        .map(tags -> tags.codePointCount(0, tags.length()))
        .orElse(0);
  }

  private static boolean startsWith(int[] characters, int from, int[] tags) {
    return characters.length - from >= tags.length
        && Arrays.equals(characters, from, from + tags.length, tags, 0, tags.length);
  }

  private static String tags(String region) {
    StringBuilder tags = new StringBuilder();
    region.chars().forEach(letter -> tags.appendCodePoint(0xE0000 + letter));
    return tags.appendCodePoint(0xE007F).toString();
  }

  private static boolean isSpace(int c) {
    return Character.getType(c) == Character.SPACE_SEPARATOR;
  }

  private static boolean isIn(int[][] ranges, int c) {
    for (int[] range : ranges) {
      if (c >= range[0] && c <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
