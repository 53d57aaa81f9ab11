package wsroom.admin;

/// What an operator asks for cannot be understood; the message says what is wrong, for the
/// operator.
final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidRequestException(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
