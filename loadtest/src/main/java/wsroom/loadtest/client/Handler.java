package wsroom.loadtest.client;

import java.nio.ByteBuffer;

/// What happens on one connection. Every method is called on the connection's event loop.
public interface Handler {
  /// The server accepted the upgrade: from now on messages may be sent.
  void opened();

  /// A read has brought something; the messages in it follow.
  default void readBegins() {}

  /// One whole binary message lies in `in` from `from` to `to`. The bytes are only there during
  /// the call; position and limit of the buffer mean nothing and must stay as they are.
  void binary(ByteBuffer in, int from, int to);

  /// Something that a ws-room server must not send, such as a text frame.
  void misbehaved(String what);

  /// The connection is gone, and nothing more follows.
  void closed(Ending ending);
}
