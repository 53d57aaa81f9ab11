package wsroom.moderation;

import java.net.URI;
import java.time.Duration;

/// Fetches documents from other servers.
interface HttpFetcher extends AutoCloseable {

  /// Initializes the client, so that the first request does not wait for it. May block.
  void open();

  /// The body of a 200 response to a GET. Blocks: never called on an I/O thread.
  ///
  /// @param maxBytes of the body
  /// @param timeout of the whole exchange, from the connection to the last byte
  byte[] get(URI uri, int maxBytes, Duration timeout)
      throws BanSourceException, InterruptedException;

  @Override
  void close();
}
