package wsroom.websocket;

import java.net.InetAddress;

/// A WebSocket connection as a session and a room see it.
///
/// A port: the real one is [WebSocketConnection]; tests hear through one of their own what a peer
/// would hear. Confined to its I/O thread; nothing here calls back before it returns.
public interface Connection {

  /// The thread that this connection lives on.
  IoThread ioThread();

  /// Sends some frames of a batch, in order. What the socket does not take waits in the
  /// connection's backlog, the droppable frames among it only for a short while. No more is sent
  /// once the connection is closing.
  void send(FrameBatch batch, FrameRanges ranges);

  /// Sends one encoded frame that must arrive.
  void send(byte[] frame);

  /// Sends a ping with a payload of at most 125 bytes. It passes all that waits but the frame under
  /// way.
  void ping(byte[] payload);

  /// Postpones the message that the listener is being given: it is given again, before anything
  /// that came after it, in about that time, and the socket is not read until then. To be called
  /// only while the listener is given a message.
  void postpone(long nanos);

  /// From now on takes messages of up to that many bytes.
  void limitMessages(int bytes);

  /// Holds back what is sent from now on, and sends it together after a while, or as soon as it is
  /// more than a little.
  void cork(long millis);

  /// Sends what waits, then a close frame, and drops the socket when the peer has answered.
  void close(int code, String reason);

  /// Forgets what waits, sends a close frame as soon as the socket takes one, and drops it when the
  /// peer has answered.
  void closeWithoutBacklog(int code, String reason);

  /// Ends the connection after whatever runs now, because frames that it must not miss were lost on
  /// their way to it: [ConnectionEnd.Behind].
  void endBehind();

  /// Drops the socket at once.
  void abort();

  /// When the last whole frame came from the peer, on the I/O thread's clock.
  long lastFrameNanos();

  /// Bytes that wait because the peer reads too slowly.
  int backlogBytes();

  /// Whether the socket has not taken all that it was to take, because the peer reads too slowly.
  boolean isBehind();

  /// When the socket last took something of what waited, or when something began to wait.
  long lastProgressNanos();

  /// How many bytes of what waited the socket has taken so far.
  long takenBytes();

  /// The network address of the client, for limits; it is never shown to others.
  InetAddress clientAddress();
}
