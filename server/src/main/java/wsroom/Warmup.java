package wsroom;

import java.lang.management.ManagementFactory;
import java.security.SecureRandom;

/// What the start waits for longest and what depends on nothing of ours, begun on other cores while
/// the settings are read: the JVM's management, which XNIO reports to, and its security providers.
final class Warmup {
  private Warmup() {}

  static void begin() {
    inBackground(ManagementFactory::getPlatformMBeanServer);
    inBackground(() -> new SecureRandom().nextInt());
  }

  private static void inBackground(Runnable task) {
    Thread.ofPlatform().daemon().name("warm-up").start(task);
  }
}
