package wsroom.websocket;

import java.nio.ByteBuffer;

/// Who is told what happens on a connection, on its I/O thread.
public interface ConnectionListener {

  /// The connection can be used: from now on the listener may send and close. Called once, before
  /// anything else.
  default void onOpen() {}

  /// A whole binary message, between position and limit; valid only during the call. A listener
  /// that cannot take it now may [postpone][Connection#postpone] it.
  void onMessage(ByteBuffer message);

  /// A whole text message, valid UTF-8. Only where [#acceptsText] says so.
  default void onText(ByteBuffer message) {
    throw new IllegalStateException("text was not accepted");
  }

  default boolean acceptsText() {
    return false;
  }

  /// A frame that is no whole message: a ping, a pong, a fragment. Listeners that bound what a
  /// client sends count them.
  default void onOverhead() {}

  /// A pong came, asked for or not. [#onOverhead] follows.
  default void onPong() {}

  /// Something begins to wait because the peer reads too slowly.
  void onBacklog();

  /// The connection comes to its end, and not by a call of ours. No message follows.
  void onEnd(ConnectionEnd end);

  /// The socket is gone. Called once, last of all, however the end came.
  void onClosed();
}
