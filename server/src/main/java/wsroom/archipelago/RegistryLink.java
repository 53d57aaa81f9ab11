package wsroom.archipelago;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/// An open WebSocket to the registry.
interface RegistryLink {

  /// Sends a message. One at a time: the next one only once this one is done.
  ///
  /// @return done when the socket has taken it
  CompletionStage<?> send(ByteBuffer message);

  /// Lets the next message come, after the first one that came without.
  void readOn();

  /// Ends it politely, and in any case soon.
  void close();

  /// Ends it at once.
  void drop();

  /// Opens links.
  @FunctionalInterface
  interface Dialer {
    /// Begins to open a link. Returns at once.
    void dial(Listener listener);
  }

  /// Hears of one link. Called from any thread, one call at a time; after [#ended] no more.
  interface Listener {
    void opened(RegistryLink link);

    /// Something was heard, be it just a ping.
    void alive();

    /// A whole message. The next one comes only after [RegistryLink#readOn].
    void message(byte[] message);

    /// A text was heard, which nothing in this protocol is. The next message comes by itself.
    void text();

    void ended(LinkEnd end);
  }
}
