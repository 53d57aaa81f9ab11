package wsroom.session;

import java.time.Duration;

/// The timeouts and rate limits of a session.
///
/// @param handshakeTimeout of each step of the handshake, verification included
/// @param backlogTimeout without progress, while a peer has a backlog
/// @param leastBytesPerSecond that a peer must take of its backlog; 0 for no minimum
/// @param pauseAfterWelcome during which output is corked: Godot's explorer loses packets that it
///     reads together with its welcome
/// @param packetsPerSecond of one peer, with a burst of ten seconds; 0 for no limit
/// @param bytesPerSecond of one peer's updates, with a burst of 128 KiB; 0 for no limit
/// @param unknownPacketsPerMinute of one peer; 0 for no limit
public record SessionSettings(
    Duration handshakeTimeout,
    Duration backlogTimeout,
    int leastBytesPerSecond,
    Duration pauseAfterWelcome,
    int packetsPerSecond,
    int bytesPerSecond,
    int unknownPacketsPerMinute) {
  /// A peer that is idle for this long is pinged, and after as long again it is closed.
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

  /// The minimum time to reply to a ping.
  static final Duration REPLY_TIMEOUT = IDLE_TIMEOUT.minusSeconds(1);

  /// The timeout of the close handshake, after which the connection is aborted.
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /// Three frames of an explorer that polls its sockets 60 times a second.
  public static final Duration DEFAULT_PAUSE_AFTER_WELCOME = Duration.ofMillis(50);

  /// The maximum length of a message before the welcome, far longer than any auth chain.
  public static final int MAX_HANDSHAKE_MESSAGE_BYTES = 16 * 1024 + 64;
}
