package wsroom.events;

/// Is told of requests that are refused before there is a session.
@FunctionalInterface
public interface RejectionListener {

  /// @param reason a short constant name
  /// @param text what the client is told
  void refused(String roomId, String reason, String text);
}
