package wsroom.admin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How many wrong tokens came from where: after some of them at once, one each few seconds is
/// looked at. Of IPv6 a whole /64 network counts as one client.
///
/// Thread-safe. The lock guards a map; nothing is called under it.
final class FailedAttempts {
  static final int AT_ONCE = 10;
  static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(6);

  /// Beyond them the one that failed longest ago is forgotten.
  private static final int MAX_REMEMBERED = 4096;

  /// Until when each client's failures are not made up for: each adds a pause.
  private final Map<String, Long> paidUntil = new LinkedHashMap<>(16, 0.75f, true);

  /// How long a client must wait before its next attempt, in nanoseconds; 0 for not at all.
  synchronized long waitNanos(InetAddress client, long now) {
    Long until = paidUntil.get(key(client));
    return until == null ? 0 : Math.max(0, until - now - (AT_ONCE - 1) * PAUSE_NANOS);
  }

  synchronized void add(InetAddress client, long now) {
    paidUntil.merge(
        key(client),
        now + PAUSE_NANOS,
        (before, _) -> before - now > 0 ? before + PAUSE_NANOS : now + PAUSE_NANOS);
    if (paidUntil.size() > MAX_REMEMBERED) {
      Iterator<String> oldest = paidUntil.keySet().iterator();
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
