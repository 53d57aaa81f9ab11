package wsroom.events;

/// Observes requests that are rejected before there is a session.
@FunctionalInterface
public interface RejectionListener {

  /// @param reason a short constant name
  /// @param text in the response to the client
  void rejected(String roomId, String reason, String text);
}
