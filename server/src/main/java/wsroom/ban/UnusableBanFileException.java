package wsroom.ban;

/// The file of bans cannot be read. The message is one line for the operator.
public final class UnusableBanFileException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableBanFileException(String message) {
    super(message);
  }
}
