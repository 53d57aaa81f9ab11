package wsroom.moderation;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import wsroom.moderation.BanSource.Outcome;

/// Queries the gatekeeper for all online users, a limited number at once, so that new bans end
/// their sessions. While it keeps failing a single query probes it. On an empty server the query is
/// for an address without an owner, so that a failure is noticed before the first login, and the
/// age of the last answer stays current.
record GatekeeperSweep(Gatekeeper gatekeeper, OnlineUsers onlineUsers, Executor executor) {
  static final int MAX_IN_FLIGHT = 20;

  /// The zero address, whose key is unknown.
  static final String ZERO_ADDRESS = "0x" + "0".repeat(40);

  /// Blocks until all queries are answered.
  void run() throws InterruptedException {
    Set<String> online = onlineUsers.addresses();
    if (online.isEmpty()) {
      var _ = gatekeeper.query(ZERO_ADDRESS);
      return;
    }
    if (!isAvailable(online)) {
      return;
    }
    Semaphore permits = new Semaphore(MAX_IN_FLIGHT);
    for (String address : online) {
      permits.acquire();
      if (gatekeeper.source().isFailing()) {
        permits.release();
        break;
      }
      executor.execute(() -> query(address, permits));
    }
    permits.acquire(MAX_IN_FLIGHT);
  }

  private boolean isAvailable(Set<String> online) throws InterruptedException {
    return !gatekeeper.source().isFailing()
        || gatekeeper.query(online.iterator().next()) != Outcome.UNKNOWN;
  }

  private void query(String address, Semaphore permits) {
    try {
      var _ = gatekeeper.query(address);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      permits.release();
    }
  }
}
