package wsroom;

import java.security.SecureRandom;

/// What the start waits for longest and what depends on nothing of ours, begun on other cores while
/// the settings are read: the JVM's security providers, and the library that verifies signatures.
final class Warmup {
  private Warmup() {}

  static void begin() {
    inBackground(() -> new SecureRandom().nextInt());
  }

  /// What logs, and so needs the log to be set up.
  static void goOn() {
    inBackground(AuthChains::loadCurve);
  }

  private static void inBackground(Runnable task) {
    Thread.ofPlatform().daemon().name("warm-up").start(task);
  }
}
