package wsroom.moderation;

/// A source cannot be read now, or its answer is invalid.
final class BanSourceException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param reason for the log and the health page: no text of the source, and no URL
  BanSourceException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
