package wsroom.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The source of settings: the environment and, with lower precedence, the file that
/// `SETTINGS_FILE` names.
///
/// The environment of a running process cannot change, but the file can: it is read anew each time.
/// Its lines are `NAME=VALUE`, as in files for `docker --env-file`. A leading `#` starts a comment,
/// and a pair of quotes around a value is removed, as most `.env` files need.
///
/// Immutable.
public final class SettingsSource {
  private static final String FILE = "SETTINGS_FILE";
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

  private final Map<String, String> environment;

  /// @param environment variables by name, as [System#getenv()] gives them
  public SettingsSource(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The result of reading.
  public sealed interface Reading {}

  /// @param values by the names of the settings
  public record Values(Map<String, String> values) implements Reading {}

  /// @param problem a line for the operator, without any value
  public record Unusable(String problem) implements Reading {}

  static void declare(SettingsReader settings) {
    settings.group("Settings");
    var _ =
        settings.optionalFile(
            FILE,
            "File with more settings, one `NAME=VALUE` per line, with comments after `#`;"
                + " environment variables take precedence. Reloaded on SIGHUP");
  }

  /// Reads both sources anew.
  public Reading read() {
    String name = environment.getOrDefault(FILE, "").strip();
    if (name.isEmpty()) {
      return new Values(environment);
    }
    try {
      Map<String, String> values = parse(text(Path.of(name)));
      values.putAll(environment);
      return new Values(Map.copyOf(values));
    } catch (NoSuchFileException e) {
      return new Unusable(FILE + " " + name + " does not exist");
    } catch (AccessDeniedException e) {
      return new Unusable(FILE + " " + name + " may not be read: permission denied");
    } catch (CharacterCodingException e) {
      return new Unusable(FILE + " " + name + " is not in UTF-8");
    } catch (IOException e) {
      return new Unusable(FILE + " " + name + " cannot be read: " + e.getMessage());
    } catch (InvalidPathException e) {
      return new Unusable(FILE + " is not a valid path");
    } catch (BadLineException e) {
      return new Unusable(FILE + " " + name + " line " + e.number + " " + e.getMessage());
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Reading a pipe could block for ever.
      throw new IOException("not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new IOException("larger than " + MAX_FILE_BYTES + " bytes");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  static Map<String, String> parse(String text) throws BadLineException {
    Map<String, String> values = new HashMap<>();
    List<String> lines = text.replaceFirst("^\uFEFF", "").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new BadLineException(i + 1, "is not of the form NAME=VALUE");
      }
      if (parts.group(1).equals(FILE)) {
        throw new BadLineException(i + 1, "must not set SETTINGS_FILE: only the environment can");
      }
      if (values.putIfAbsent(parts.group(1), unquoted(parts.group(2))) != null) {
        throw new BadLineException(i + 1, "sets " + parts.group(1) + " again");
      }
    }
    return values;
  }

  private static String unquoted(String value) {
    Matcher quoted = QUOTED.matcher(value);
    if (!quoted.matches()) {
      return value;
    }
    return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
  }

  /// A malformed line of a settings file.
  static final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int number;

    BadLineException(int number, String message) {
      super(message);
      this.number = number;
    }
  }
}
