package wsroom.session;

/// Counts the events of sessions. Called on I/O threads: it must not block.
public interface SessionObserver {

  /// A WebSocket connection was opened.
  void opened();

  /// A session was welcomed, this long after its connection was opened.
  void joined(long handshakeNanos);

  /// An auth chain was rejected.
  ///
  /// @param reason a short constant name
  void rejected(String reason);

  /// A session was sent a `WsKicked`.
  void kicked();

  /// A packet after the welcome was of a type that no client sends then.
  void unknownPacket();

  /// A session ended.
  ///
  /// @param wasWelcomed whether it ended after its handshake
  void ended(CloseReason reason, boolean wasWelcomed);

  /// The socket of an ended session was closed.
  void closed();
}
