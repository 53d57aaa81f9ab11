package wsroom.moderation;

import java.net.URI;
import java.time.Duration;

/// Asks other servers.
interface HttpFetcher extends AutoCloseable {

  /// Gets ready, so that the first question need not wait for that. May take a while.
  void open();

  /// The body of a good answer to a GET. Waits for it: never on an I/O thread.
  ///
  /// @param limitBytes of the body
  /// @param atMost for all of it, from the connection to the last byte
  byte[] get(URI uri, int limitBytes, Duration atMost)
      throws BanSourceException, InterruptedException;

  @Override
  void close();
}
