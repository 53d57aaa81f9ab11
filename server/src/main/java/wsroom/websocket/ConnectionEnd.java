package wsroom.websocket;

/// How a connection came to its end without being told to.
public sealed interface ConnectionEnd {

  /// The peer sent a close frame.
  ///
  /// @param code its close code, 1005 if it had none
  record ClosedByPeer(int code) implements ConnectionEnd {}

  /// The socket broke, or the peer ended the stream without a close frame.
  record Lost() implements ConnectionEnd {}

  /// The peer broke RFC 6455 or sent more than is allowed; it is being told by a close frame.
  record Violation(int closeCode, String what) implements ConnectionEnd {}

  /// More waits for the peer than its backlog holds. The connection is still to be closed.
  record Overflowed() implements ConnectionEnd {}

  /// The server could not keep up, and lost frames that this connection must not miss. The
  /// connection is still to be closed.
  record Behind() implements ConnectionEnd {}

  /// What waited for the peer was discarded, because backlogs held more memory than they may. The
  /// connection is still to be closed.
  record BacklogMemoryExceeded() implements ConnectionEnd {}

  /// A fault of ours while a message was handled. The connection is still to be closed.
  record Fault(RuntimeException cause) implements ConnectionEnd {}
}
