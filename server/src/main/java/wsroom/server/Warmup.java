package wsroom.server;

import java.security.SecureRandom;
import wsroom.access.AuthChains;

/// What the start waits for longest and what depends on nothing of ours, begun on other cores while
/// the settings are read: the JVM's security providers, and the library that verifies signatures.
public final class Warmup {
  private Warmup() {}

  public static void begin() {
    inBackground(() -> new SecureRandom().nextInt());
  }

  /// What logs, and so needs the log to be set up.
  public static void goOn() {
    inBackground(AuthChains::loadCurve);
  }

  private static void inBackground(Runnable task) {
    Thread.ofPlatform().daemon().name("warm-up").start(task);
  }
}
