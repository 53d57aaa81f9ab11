package wsroom.websocket;

/// Why a connection ended, when this side did not ask for it.
public sealed interface ConnectionEnd {

  /// The peer sent a close frame.
  ///
  /// @param code its close code, 1005 if it had none
  record ClosedByPeer(int code) implements ConnectionEnd {}

  /// The socket failed, or the peer ended the stream without a close frame.
  record Lost() implements ConnectionEnd {}

  /// The peer broke RFC 6455 or exceeded a limit; a close frame to it is queued.
  record Violation(int closeCode, String what) implements ConnectionEnd {}

  /// A reliable frame did not fit into the backlog. The connection has still to be closed.
  record Overflowed() implements ConnectionEnd {}

  /// The server was overloaded and lost reliable frames for this connection, which has still to be
  /// closed.
  record FramesLost() implements ConnectionEnd {}

  /// The backlog was discarded, because backlogs exceeded their memory limit. The connection has
  /// still to be closed.
  record BacklogMemoryExceeded() implements ConnectionEnd {}

  /// The listener threw an exception. The connection has still to be closed.
  record Fault(RuntimeException cause) implements ConnectionEnd {}
}
