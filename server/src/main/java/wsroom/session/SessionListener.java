package wsroom.session;

/// Receives the events of sessions. Called on I/O threads: it must not block.
///
/// Each session is opened, joins or not, ends once ([#left] or [#handshakeEnded]), and is closed.
/// The leave of a session that is taken over precedes the join of its successor.
public interface SessionListener {

  /// Ignores all events.
  SessionListener NONE = new SessionListener() {};

  /// A WebSocket connection was opened.
  default void opened() {}

  /// An auth chain was rejected.
  ///
  /// @param reason a short constant name
  default void authChainRejected(String reason) {}

  /// A session was welcomed, this long after its connection was opened.
  default void joined(JoinedSession session, long handshakeNanos) {}

  /// A session, welcomed or not, was sent a `WsKicked`.
  default void kickSent() {}

  /// A packet after the welcome was of a type that no client sends then.
  default void unknownPacket() {}

  /// A welcomed session is kicked; its leave follows.
  ///
  /// @param text the text that it is sent
  default void kicked(JoinedSession session, CloseReason reason, String text) {}

  /// A welcomed session has ended. Its seat is not released yet.
  default void left(JoinedSession session, CloseReason reason) {}

  /// A session ended before its welcome.
  ///
  /// @param text the text that it is sent
  default void handshakeEnded(PendingSession session, CloseReason reason, String text) {}

  /// The socket of an ended session was closed.
  default void closed() {}
}
