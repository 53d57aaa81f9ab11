package wsroom.moderation;

/// A source cannot be read now, or says nothing of use.
final class BanSourceException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param why for the log and the health page: nothing that the source wrote, and no URL
  BanSourceException(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
