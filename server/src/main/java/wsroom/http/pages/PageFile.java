package wsroom.http.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// A served file: its bytes, plain and compressed, in buffers that can be sent any number of times.
/// Immutable.
final class PageFile {
  /// Enough to distinguish builds.
  private static final int HASH_BYTES = 8;

  private final String type;
  private final ByteBuffer plain;
  private final ByteBuffer compressed;
  private final String hash;

  PageFile(String name, byte[] bytes) {
    type = typeOf(name);
    plain = direct(bytes);
    compressed = direct(gzip(bytes));
    hash = hash(bytes);
  }

  /// For `Content-Type`.
  String type() {
    return type;
  }

  /// A hash of the bytes, in hex digits.
  String hash() {
    return hash;
  }

  /// The bytes, in a buffer of the caller's own.
  ByteBuffer plain() {
    return plain.duplicate();
  }

  /// The same, compressed with gzip.
  ByteBuffer compressed() {
    return compressed.duplicate();
  }

  static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String typeOf(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("no content type for " + name);
    };
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new StrongestGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// A direct buffer, which a socket's write does not copy.
  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
  }

  /// The best compression, since each file is compressed only once.
  private static final class StrongestGzip extends GZIPOutputStream {
    StrongestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
