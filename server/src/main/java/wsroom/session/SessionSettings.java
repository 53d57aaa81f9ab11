package wsroom.session;

import java.time.Duration;

/// What a session may take: of time, and of the server.
///
/// @param handshakeTimeout for each step of the handshake, verification included
/// @param backlogTimeout without progress, while something waits for a slow reader
/// @param leastBytesPerSecond that a slow reader must take of what waits for it; 0 for any pace
/// @param pauseAfterWelcome for which a newcomer hears nothing more: Godot's explorer loses what it
///     reads together with its welcome
/// @param packetsPerSecond from one peer, ten times as many at once; 0 for any number
/// @param bytesPerSecond the length of its updates, 128 KiB at once; 0 for any number
/// @param unknownPacketsPerMinute from one peer; 0 for any number
public record SessionSettings(
    Duration handshakeTimeout,
    Duration backlogTimeout,
    int leastBytesPerSecond,
    Duration pauseAfterWelcome,
    int packetsPerSecond,
    int bytesPerSecond,
    int unknownPacketsPerMinute) {
  /// A peer that says nothing for this long is pinged; after as long again it is gone.
  static final Duration SILENCE = Duration.ofSeconds(10);

  /// The least that a peer has to answer a ping.
  static final Duration ANSWER = SILENCE.minusSeconds(1);

  /// How long a peer may take to answer a close frame.
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /// Three frames of an explorer that looks at its sockets once a frame, 60 times a second.
  public static final Duration USUAL_PAUSE_AFTER_WELCOME = Duration.ofMillis(50);

  /// The longest message before the welcome, by far longer than any auth chain.
  public static final int MAX_HANDSHAKE_MESSAGE_BYTES = 16 * 1024 + 64;
}
