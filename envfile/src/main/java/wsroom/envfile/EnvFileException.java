package wsroom.envfile;

/// A file of variables cannot be used. The message says why, as the end of a sentence that begins
/// with the file's name, and contains no value.
public final class EnvFileException extends Exception {
  private static final long serialVersionUID = 1L;

  EnvFileException(String why) {
    super(why);
  }

  /// Never null, unlike [#getMessage()].
  public String why() {
    return String.valueOf(getMessage());
  }
}
