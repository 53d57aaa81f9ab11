package wsroom.websocket;

import java.net.InetAddress;

/// A WebSocket connection as a session and a room use it.
///
/// A port: the implementation is [WebSocketConnection]; tests have one that records what is sent.
/// Confined to its I/O thread; no method calls a listener before it returns.
public interface Connection {

  /// The I/O thread of this connection.
  IoThread ioThread();

  /// Sends some frames of a batch, in order. Frames that the socket does not take join the backlog,
  /// droppable ones only for a short while. A closing connection sends nothing more.
  void send(FrameBatch batch, FrameRanges ranges);

  /// Sends one encoded, reliable frame.
  void send(byte[] frame);

  /// Sends a ping with a payload of at most 125 bytes. It overtakes the backlog, except a partly
  /// written frame.
  void ping(byte[] payload);

  /// Postpones the message being delivered: the listener receives it again after about that time,
  /// before any later message, and the socket is not read until then. May be called only during the
  /// delivery of a message.
  void postpone(long nanos);

  /// Sets the limit of a message's size from the next frame on.
  void setMaxMessageBytes(int bytes);

  /// Queues output from now on, and writes it at once after that time, or earlier if it exceeds a
  /// limit.
  void cork(long millis);

  /// Sends the backlog, then a close frame, and closes the socket when the peer has answered.
  void close(int code, String reason);

  /// Discards the backlog, sends a close frame as soon as the socket takes one, and closes the
  /// socket when the peer has answered.
  void closeWithoutBacklog(int code, String reason);

  /// Ends the connection once the current task is done, because reliable frames for it were lost
  /// inside the server: [ConnectionEnd.FramesLost].
  void endFramesLost();

  /// Closes the socket without a close handshake, once the current task is done.
  void abort();

  /// When the last complete frame was received, on the I/O thread's clock.
  long lastFrameNanos();

  /// The size of the backlog.
  int backlogBytes();

  /// Whether the socket has not yet taken everything written to it, because the peer reads too
  /// slowly.
  boolean hasBacklog();

  /// When the socket last took a part of the backlog, or when the backlog began.
  long lastProgressNanos();

  /// How many bytes of backlog the socket has taken since the connection opened.
  long drainedBytes();

  /// The client address, for limits; it is never sent to other peers.
  InetAddress clientAddress();
}
