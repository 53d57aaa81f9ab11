package wsroom.loadtest.load;

import java.time.Duration;

/// What some peers say beside their movements: the state of their scene, many large updates at a
/// time, with one write as far as the socket takes it.
///
/// @param share of the peers that do so, 0 to 1
/// @param updates at a time
/// @param every from one burst of a peer to its next
public record SceneBursts(double share, int updates, int bodyBytes, Duration every) {
  /// Updates a second of one such peer.
  double perSecond() {
    return updates * 1e9 / every.toNanos();
  }
}
