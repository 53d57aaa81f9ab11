package wsroom.admin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Limits attempts with invalid tokens per client address, as a token bucket: [#AT_ONCE] at once,
/// then one per [#PAUSE_NANOS]. An IPv6 /64 network counts as one client.
///
/// Thread-safe. The lock guards the map only.
final class FailedAttempts {
  static final int AT_ONCE = 10;
  static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(6);

  /// Beyond this many clients, the one that failed longest ago is removed.
  private static final int MAX_CLIENTS = 4096;

  /// When each client's bucket is full again, in nanoseconds: each failure adds a pause.
  private final Map<String, Long> refilledNanos = new LinkedHashMap<>(16, 0.75f, true);

  /// The time until a client's next attempt is checked, in nanoseconds; 0 for now.
  synchronized long waitNanos(InetAddress client, long now) {
    Long until = refilledNanos.get(key(client));
    return until == null ? 0 : Math.max(0, until - now - (AT_ONCE - 1) * PAUSE_NANOS);
  }

  synchronized void add(InetAddress client, long now) {
    refilledNanos.merge(
        key(client),
        now + PAUSE_NANOS,
        (before, _) -> before - now > 0 ? before + PAUSE_NANOS : now + PAUSE_NANOS);
    if (refilledNanos.size() > MAX_CLIENTS) {
      Iterator<String> oldest = refilledNanos.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private static String key(InetAddress client) {
    byte[] bytes = client.getAddress();
    return HexFormat.of()
        .formatHex(client instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }
}
