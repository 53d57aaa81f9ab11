package wsroom.admin;

/// An operator's request is invalid; the message tells the operator why.
final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidRequestException(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
