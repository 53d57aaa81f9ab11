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

/// A file with an address a line, read again when it changes.
///
/// A line that is no address is skipped and reported by its number, since one slip of the pen must
/// not undo all bans. A file that cannot be read any more, or has no line that is an address but
/// others, such as a page of an error that was saved in its place, leaves the last list in force.
///
/// Read by one thread at a time.
final class BanFile {
  private static final Logger log = LoggerFactory.getLogger(BanFile.class);
  private static final int LIMIT_BYTES = 16 << 20;
  private static final int MOST_LINES_NAMED = 10;

  private final Path path;
  private final BanList list;
  private String stamp = "";

  BanFile(Path path, BanList list) {
    this.path = path;
    this.list = list;
  }

  /// What a text holds.
  ///
  /// @param broken the numbers of the lines that are no address
  record Content(Set<String> addresses, List<Integer> broken) {}

  /// Reads it for the first time.
  void open() throws InvalidBanFileException {
    try {
      stamp = stamp();
      read();
    } catch (BanSourceException e) {
      throw new InvalidBanFileException("BAN_FILE cannot be read: " + path + ": " + e.why());
    }
  }

  /// Reads it again if it has changed, or could not be read before.
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
      list.source().failed(e.why());
    }
  }

  private void read() throws BanSourceException {
    Content content = parse(text());
    if (content.addresses().size() > BanList.MOST_ADDRESSES) {
      throw new BanSourceException("more than " + BanList.MOST_ADDRESSES + " addresses");
    }
    if (content.addresses().isEmpty() && !content.broken().isEmpty()) {
      throw new BanSourceException("no line is an address");
    }
    String remark = "";
    if (!content.broken().isEmpty()) {
      remark = "no address in " + numbers(content.broken());
      log.warn("skipped of the ban file what is no address: {}", numbers(content.broken()));
    }
    list.source().succeeded(remark);
    list.replace(content.addresses());
  }

  private String text() throws BanSourceException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LIMIT_BYTES + 1);
      if (bytes.length > LIMIT_BYTES) {
        throw new BanSourceException("longer than " + LIMIT_BYTES + " bytes");
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
        // A pipe, above all: to open one waits until somebody writes, and for ever if nobody does.
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
    List<Integer> broken = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String entry = line.replaceFirst("#.*", "").replace("\uFEFF", "").strip();
      Optional<String> address = BanList.address(entry);
      if (address.isPresent()) {
        addresses.add(address.get());
      } else if (!entry.isEmpty()) {
        broken.add(number);
      }
    }
    return new Content(addresses, broken);
  }

  private static String numbers(List<Integer> lines) {
    String named =
        lines.stream()
            .limit(MOST_LINES_NAMED)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    int more = lines.size() - MOST_LINES_NAMED;
    return (lines.size() == 1 ? "line " : "lines ")
        + named
        + (more > 0 ? " and " + more + " more" : "");
  }
}
