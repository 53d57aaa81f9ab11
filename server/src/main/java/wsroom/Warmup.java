package wsroom;

import java.lang.management.ManagementFactory;
import java.security.SecureRandom;

/// What the start waits for longest and what depends on nothing of ours, begun on other cores while
/// the settings are read: the JVM's management, which XNIO reports to, its security providers, and
/// the library that verifies signatures.
final class Warmup {
  private Warmup() {}

  static void begin() {
    inBackground(ManagementFactory::getPlatformMBeanServer);
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
