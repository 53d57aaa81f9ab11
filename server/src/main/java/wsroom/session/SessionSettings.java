package wsroom.session;

import java.time.Duration;

/// The times within which a session must do its part.
///
/// @param handshakeTimeout for each step of the handshake, verification included
/// @param backlogTimeout without progress, while something waits for a slow reader
public record SessionSettings(Duration handshakeTimeout, Duration backlogTimeout) {
  /// A peer that says nothing for this long is pinged; after as long again it is gone.
  static final Duration SILENCE = Duration.ofSeconds(10);

  /// How long a peer may take to answer a close frame.
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /// The longest message before the welcome, by far longer than any auth chain.
  public static final int MAX_HANDSHAKE_MESSAGE_BYTES = 16 * 1024;
}
