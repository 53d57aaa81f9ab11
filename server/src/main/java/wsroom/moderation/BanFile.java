package wsroom.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file with one address per line, read again when it changes.
///
/// An invalid line is skipped and reported by its number, since a typing error must not lift all
/// bans. If the file cannot be read any more, or has only invalid lines, such as an error page
/// saved in its place, the last list stays in force.
///
/// Read by one thread at a time.
final class BanFile {
  private static final Logger log = LoggerFactory.getLogger(BanFile.class);
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_REPORTED_LINES = 10;

  private final Path path;
  private final BanList list;
  private String stamp = "";

  BanFile(Path path, BanList list) {
    this.path = path;
    this.list = list;
  }

  /// The parsed file.
  ///
  /// @param invalidLines the numbers of the lines without a valid address
  record Content(Set<String> addresses, List<Integer> invalidLines) {}

  /// Reads the file at the start.
  void open() throws InvalidBanFileException {
    try {
      stamp = stamp();
      read();
    } catch (BanSourceException e) {
      throw new InvalidBanFileException("BAN_FILE cannot be read: " + path + ": " + e.reason());
    }
  }

  /// Reads the file again if it has changed, or could not be read before.
  void readIfChanged() {
    try {
      String now = stamp();
      if (!now.equals(stamp) || list.source().isFailing()) {
        stamp = now;
        read();
      } else {
        list.source().unchanged();
      }
    } catch (BanSourceException e) {
      list.source().failed(e.reason());
    }
  }

  private void read() throws BanSourceException {
    Content content = parse(text());
    if (content.addresses().size() > BanList.MAX_ADDRESSES) {
      throw new BanSourceException("more than " + BanList.MAX_ADDRESSES + " addresses");
    }
    if (content.addresses().isEmpty() && !content.invalidLines().isEmpty()) {
      throw new BanSourceException("no line is an address");
    }
    String remark = "";
    if (!content.invalidLines().isEmpty()) {
      remark = "no address in " + numbers(content.invalidLines());
      log.warn("ban file: skipped invalid entries: {}", numbers(content.invalidLines()));
    }
    list.source().succeeded(remark);
    list.replace(content.addresses());
  }

  private String text() throws BanSourceException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new BanSourceException("longer than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, UTF_8);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private String stamp() throws BanSourceException {
    try {
      var file = Files.readAttributes(path, BasicFileAttributes.class);
      if (!file.isRegularFile()) {
        // Opening a pipe would block until another process writes to it, perhaps for ever.
        throw new BanSourceException("not a readable file");
      }
      return file.lastModifiedTime() + "/" + file.size() + "/" + file.fileKey();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static BanSourceException failure(IOException e) {
    return new BanSourceException(
        switch (e) {
          case NoSuchFileException _ -> "no such file";
          case AccessDeniedException _ -> "permission denied";
          default -> "not a readable file";
        });
  }

  static Content parse(String text) {
    Set<String> addresses = new HashSet<>();
    List<Integer> invalidLines = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String entry = line.replaceFirst("#.*", "").replace("\uFEFF", "").strip();
      Optional<String> address = BanList.parseAddress(entry);
      if (address.isPresent()) {
        addresses.add(address.get());
      } else if (!entry.isEmpty()) {
        invalidLines.add(number);
      }
    }
    return new Content(addresses, invalidLines);
  }

  private static String numbers(List<Integer> lines) {
    String named =
        lines.stream()
            .limit(MAX_REPORTED_LINES)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    int more = lines.size() - MAX_REPORTED_LINES;
    return (lines.size() == 1 ? "line " : "lines ")
        + named
        + (more > 0 ? " and " + more + " more" : "");
  }
}
