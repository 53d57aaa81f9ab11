package wsroom.session;

/// Who is told of the lives of sessions, to count them. Called on I/O threads: it must not block.
public interface SessionObserver {

  /// A WebSocket connection was opened.
  void opened();

  /// A handshake came to its good end that long after the connection was opened.
  void joined(long handshakeNanos);

  /// An auth chain was refused.
  ///
  /// @param reason a short constant name
  void rejected(String reason);

  /// A session was told to go by a `WsKicked`.
  void kicked();

  /// A packet after the welcome was nothing that a client says.
  void unknownPacket();

  /// A session ended.
  ///
  /// @param wasWelcomed whether it ended after its handshake
  void ended(CloseReason reason, boolean wasWelcomed);

  /// The socket is gone, too.
  void closed();
}
