package wsroom.cluster;

/// A message or a record that this version cannot read. It is counted and dropped.
final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedMessageException(String text) {
    super(text);
  }
}
