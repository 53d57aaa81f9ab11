import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Writes `SHA256SUMS` for the files of a release, in the form that `sha256sum -c` reads. Adds
/// files that were made elsewhere before.
class Checksums {

  /// @param arguments the folder with the files, and further files to copy into it
  public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
    Path folder = Path.of(arguments[0]);
    for (String further : List.of(arguments).subList(1, arguments.length)) {
      Path file = Path.of(further);
      Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    Path sums = folder.resolve("SHA256SUMS");
    var lines = new StringBuilder();
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.filter(file -> !file.equals(sums)).sorted().toList();
    }
    for (Path file : files) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      lines.append(HexFormat.of().formatHex(digest) + "  " + file.getFileName() + "\n");
    }
    Files.writeString(sums, lines);
  }
}
