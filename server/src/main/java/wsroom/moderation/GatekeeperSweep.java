package wsroom.moderation;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import wsroom.moderation.BanSource.Outcome;

/// Asks the gatekeeper for all who are here, some at a time; it ends the sessions of those whom it
/// bans. Where it keeps failing one question stands for all. In an empty server it asks for an
/// address that nobody has, so that a gatekeeper that does not work is noticed before the first
/// login needs it, and its age is true at any time.
record GatekeeperSweep(Gatekeeper gatekeeper, OnlineUsers attendance, Executor executor) {
  static final int AT_ONCE = 20;

  /// The zero address, of which nobody has the key.
  static final String NOBODY = "0x" + "0".repeat(40);

  /// Waits until all have been asked for.
  void run() throws InterruptedException {
    Set<String> here = attendance.addresses();
    if (here.isEmpty()) {
      var _ = gatekeeper.askNow(NOBODY);
      return;
    }
    if (!answersAgain(here)) {
      return;
    }
    Semaphore free = new Semaphore(AT_ONCE);
    for (String address : here) {
      free.acquire();
      if (gatekeeper.source().isFailing()) {
        free.release();
        break;
      }
      executor.execute(() -> ask(address, free));
    }
    free.acquire(AT_ONCE);
  }

  private boolean answersAgain(Set<String> here) throws InterruptedException {
    return !gatekeeper.source().isFailing()
        || gatekeeper.askNow(here.iterator().next()) != Outcome.UNKNOWN;
  }

  private void ask(String address, Semaphore free) {
    try {
      var _ = gatekeeper.askNow(address);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }
}
