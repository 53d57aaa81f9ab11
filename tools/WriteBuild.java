import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Writes which build this is, for the server to tell: its version and its commit. The commit is
/// the one that the build was given or, without one, the one that git says is checked out, so that
/// a plain `mvn package` knows it, too. Without git, or outside of a clone, it is `unknown`.
class WriteBuild {
  private static final String UNKNOWN = "unknown";
  private static final int MAX_SECONDS = 10;

  /// @param arguments the clone's folder, the version, the given commit or `unknown`, and the file
  public static void main(String[] arguments) throws Exception {
    Path clone = Path.of(arguments[0]);
    String commit = arguments[2].equals(UNKNOWN) ? checkedOut(clone) : arguments[2];
    String text = "version=" + arguments[1] + "\ncommit=" + commit + "\n";
    Path file = Path.of(arguments[3]);
    Files.createDirectories(file.getParent());
    // A file that stays as it is need not be packed again.
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }

  private static String checkedOut(Path clone) throws InterruptedException {
    // Sources that were unpacked inside of another clone are not of its commit.
    if (!Files.exists(clone.resolve(".git"))) {
      return UNKNOWN;
    }
    try {
      Process git =
          new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
              .directory(clone.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes()).strip();
      boolean good = git.waitFor(MAX_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0;
      return good && said.matches("[0-9a-f]{4,64}") ? said : UNKNOWN;
    } catch (IOException noGit) {
      return UNKNOWN;
    }
  }
}
