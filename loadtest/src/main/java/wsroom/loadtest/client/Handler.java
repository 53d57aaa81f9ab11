package wsroom.loadtest.client;

import java.nio.ByteBuffer;

/// Listener of one connection. Called on the connection's event loop.
public interface Handler {
  /// The server accepted the upgrade: messages may be sent from now on.
  void opened();

  /// A read returned bytes; the messages in it follow.
  default void readStarted() {}

  /// A complete binary message in `in` from `from` to `to`. The bytes are valid only during the
  /// call; position and limit of the buffer must stay as they are.
  void binary(ByteBuffer in, int from, int to);

  /// The server sent something that no ws-room server may send, such as a text frame.
  void violation(String what);

  /// The connection is closed. This is the last call.
  void closed(CloseStatus closeStatus);
}
