package wsroom.websocket;

import java.nio.ByteBuffer;

/// Receives the events of one connection, on its I/O thread.
public interface ConnectionListener {

  /// The connection is open: the listener may send and close from now on. Called once, before any
  /// other event.
  default void onOpen() {}

  /// A complete binary message, between position and limit; valid only during the call. A listener
  /// that cannot handle it now may [postpone][Connection#postpone] it.
  void onMessage(ByteBuffer message);

  /// A complete text message, valid UTF-8. Called only if [#acceptsText] returns true.
  default void onText(ByteBuffer message) {
    throw new IllegalStateException("text was not accepted");
  }

  default boolean acceptsText() {
    return false;
  }

  /// A frame that is not a complete message: a ping, a pong, a fragment. A listener that limits a
  /// client's rate counts them.
  default void onOverhead() {}

  /// A pong was received, solicited or not. [#onOverhead] follows.
  default void onPong() {}

  /// A backlog begins, because the peer reads too slowly.
  void onBacklog();

  /// The connection is ending, without a close or abort from this side. No message follows.
  void onEnd(ConnectionEnd end);

  /// The socket is closed. Called once, as the last event, whatever the cause.
  void onClosed();
}
