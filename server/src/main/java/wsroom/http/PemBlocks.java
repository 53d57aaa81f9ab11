package wsroom.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The blocks of a PEM file (RFC 7468). Other content is skipped: byte order marks, bag attributes
/// in any encoding, explanatory text.
///
/// @param blocks in the file's order
record PemBlocks(List<Block> blocks) {
  /// A chain of ten certificates takes 20 KiB.
  private static final int MAX_FILE_BYTES = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /// Headers of the old form, such as `Proc-Type: 4,ENCRYPTED`, and the blank line after them.
  private static final Pattern HEADERS =
      Pattern.compile("\\s*((?:[A-Za-z0-9-]+:[^\\n]*\\n)+)\\s*\\n");

  /// One block. Immutable.
  static final class Block {
    private final String label;
    private final String headers;
    private final byte[] content;

    /// @param label such as `CERTIFICATE`
    /// @param headers that stand before the content, as they are written
    Block(String label, String headers, byte[] content) {
      this.label = label;
      this.headers = headers;
      this.content = content.clone();
    }

    String label() {
      return label;
    }

    byte[] content() {
      return content.clone();
    }

    boolean isEncrypted() {
      return label.equals("ENCRYPTED PRIVATE KEY") || headers.contains("ENCRYPTED");
    }

    boolean isKey() {
      return label.endsWith("PRIVATE KEY");
    }
  }

  /// Reads a file.
  ///
  /// @param setting that names the file, for error messages
  /// @throws InvalidTlsException whose message says why the file cannot be used
  static PemBlocks read(String setting, Path file) throws InvalidTlsException {
    String text = text(setting, file);
    List<Block> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(text);
    while (found.find()) {
      blocks.add(block(setting + " " + file, found.group(1), found.group(2)));
    }
    if (blocks.isEmpty()) {
      throw new InvalidTlsException(setting + " " + file + " " + whyThereIsNone(text), null);
    }
    return new PemBlocks(List.copyOf(blocks));
  }

  private static Block block(String where, String label, String inside) throws InvalidTlsException {
    Matcher headers = HEADERS.matcher(inside);
    boolean hasHeaders = headers.lookingAt();
    String body = hasHeaders ? inside.substring(headers.end()) : inside;
    try {
      byte[] content = Base64.getDecoder().decode(body.replaceAll("\\s", ""));
      return new Block(label, hasHeaders ? headers.group(1) : "", content);
    } catch (IllegalArgumentException e) {
      throw new InvalidTlsException(where + " has a " + label + " that is not in base64", e);
    }
  }

  private static String whyThereIsNone(String text) {
    if (text.isBlank()) {
      return "is empty";
    }
    if (text.contains("-----BEGIN ")) {
      return "ends within a block, or one ends as another kind than it began";
    }
    // Certificates and keys in binary begin with a sequence longer than 127 bytes.
    return text.startsWith("0\u0082") || text.startsWith("0\u0081")
        ? "is in the binary form (DER or PKCS #12), not in PEM: convert it with openssl"
        : "is not a PEM file: it has no -----BEGIN line";
  }

  private static String text(String setting, Path file) throws InvalidTlsException {
    try (InputStream in = Files.newInputStream(regular(setting, file))) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new InvalidTlsException(
            setting + " " + file + " is larger than " + MAX_FILE_BYTES + " bytes", null);
      }
      return new String(bytes, charset(bytes));
    } catch (NoSuchFileException e) {
      throw new InvalidTlsException(setting + " " + file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new InvalidTlsException(
          setting + " " + file + " may not be read: permission denied", e);
    } catch (IOException e) {
      throw new InvalidTlsException(setting + " " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// Reading a pipe could block for ever.
  private static Path regular(String setting, Path file) throws InvalidTlsException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String what = Files.isDirectory(file) ? "is a folder" : "is not a regular file";
      throw new InvalidTlsException(setting + " " + file + " " + what, null);
    }
    return file;
  }

  /// Only ASCII matters, so any encoding that contains it will do. Windows also writes text with
  /// two bytes per character, after a byte order mark.
  private static Charset charset(byte[] bytes) {
    if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
      return UTF_16LE;
    }
    return bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF
        ? UTF_16BE
        : ISO_8859_1;
  }
}
