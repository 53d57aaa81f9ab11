package wsroom.archipelago;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/// An open WebSocket to the registry.
interface RegistryLink {

  /// Sends a message. The next one must not be sent before this one is complete.
  ///
  /// @return completes when the socket has accepted it
  CompletionStage<?> send(ByteBuffer message);

  /// Requests the next message. The first one arrives without a request.
  void requestNext();

  /// Closes the link with a close handshake, or drops it after a timeout.
  void close();

  /// Closes the socket at once.
  void drop();

  /// Opens links.
  @FunctionalInterface
  interface Dialer {
    /// Starts to open a link, without blocking.
    void dial(Listener listener);
  }

  /// Receives the events of one link. Called on any thread, one call at a time, and never after
  /// [#ended].
  interface Listener {
    void opened(RegistryLink link);

    /// A frame was received, such as a ping.
    void alive();

    /// A whole message. The next one arrives only after [RegistryLink#requestNext].
    void message(byte[] message);

    /// A text message, which this protocol does not have. The next message arrives without a
    /// request.
    void text();

    void ended(LinkEnd end);
  }
}
