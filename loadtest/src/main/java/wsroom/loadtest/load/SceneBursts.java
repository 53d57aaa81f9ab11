package wsroom.loadtest.load;

import java.time.Duration;

/// Scene state that some peers send: many large updates at a time, with one write as far as the
/// socket takes it.
///
/// @param share of the peers that send bursts, 0 to 1
/// @param updates at a time
/// @param every interval between the bursts of a peer
public record SceneBursts(double share, int updates, int bodyBytes, Duration every) {
  /// Updates per second of one such peer.
  double perSecond() {
    return updates * 1e9 / every.toNanos();
  }
}
