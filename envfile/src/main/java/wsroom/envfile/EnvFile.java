package wsroom.envfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a file of variables, in UTF-8 with any line ends: a line `NAME=VALUE` each, with blanks
/// around both and `export` before them as one likes.
///
/// - A line that begins with `#` is a comment; so is the rest of a line from a `#` after a blank.
/// - A value in `'…'`, `"…"` or backquotes is taken as it stands between them, and ends on its
/// line.
/// - Nothing is expanded: `$`, `\` and `#` without a blank before it are characters like others.
/// - A name that is set twice is an error, since one of the two lines must be a mistake.
///
/// Where the readers of other programs would differ, a line is rejected rather than guessed at.
public final class EnvFile {
  /// A larger file is not read.
  static final int MAX_BYTES = 1 << 20;

  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
  private static final Pattern QUOTED = Pattern.compile("(['\"`])(.*?)\\1\\s*(?:#.*)?");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*");

  private EnvFile() {}

  /// @param line its number in the file, from 1
  public record Variable(String value, int line) {
    /// Without the value, which may be a secret.
    @Override
    public String toString() {
      return "line " + line;
    }
  }

  /// The variables of a file, by name.
  public static SequencedMap<String, Variable> read(Path file) throws EnvFileException {
    try {
      return parse(text(file));
    } catch (NoSuchFileException e) {
      throw new EnvFileException("does not exist");
    } catch (AccessDeniedException e) {
      throw new EnvFileException("may not be read: permission denied");
    } catch (CharacterCodingException e) {
      throw new EnvFileException("is not in UTF-8");
    } catch (IOException e) {
      throw new EnvFileException("cannot be read: " + e.getMessage());
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Reading a pipe could block for ever.
      throw new IOException("not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  static SequencedMap<String, Variable> parse(String text) throws EnvFileException {
    SequencedMap<String, Variable> variables = new LinkedHashMap<>();
    List<String> lines = text.replaceFirst("^\uFEFF", "").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int number = i + 1;
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw at(number, "is not of the form NAME=VALUE");
      }
      String name = parts.group(1);
      Variable variable = new Variable(value(parts.group(2), number), number);
      if (variables.putIfAbsent(name, variable) != null) {
        throw at(number, "sets " + name + " again");
      }
    }
    return variables;
  }

  private static String value(String text, int line) throws EnvFileException {
    if (text.isEmpty() || "'\"`".indexOf(text.charAt(0)) < 0) {
      return COMMENT.matcher(text).replaceFirst("");
    }
    Matcher quoted = QUOTED.matcher(text);
    if (quoted.matches() && quoted.group(2).indexOf(text.charAt(0)) < 0) {
      return quoted.group(2);
    }
    throw at(
        line,
        text.indexOf(text.charAt(0), 1) < 0
            ? "has a quote that is not closed on that line"
            : "has more after the closing quote");
  }

  private static EnvFileException at(int line, String what) {
    return new EnvFileException("line " + line + " " + what);
  }
}
