package wsroom.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Limits open connections in total, pending handshakes in total and per client address, and the
/// rate of join attempts per client address.
///
/// Thread-safe. The lock guards counters only; nothing is called under it.
public final class ConnectionLimiter {
  /// The limits. 0 means no limit in each of them.
  ///
  /// @param maxPending pending handshakes: connections that are not welcomed yet
  /// @param exemptsLoopback whether the limits per address do not apply to loopback addresses
  public record Limits(
      int maxConnections,
      int maxPending,
      int maxPendingPerAddress,
      int joinsPerSecondPerAddress,
      boolean exemptsLoopback) {}

  /// Why a connection is rejected, and the HTTP status of that answer.
  public enum Rejection {
    SERVER_FULL(503, "the server is full"),
    TOO_MANY_HANDSHAKES(503, "too many pending handshakes"),
    TOO_MANY_FROM_ADDRESS(429, "too many pending handshakes from this address"),
    JOINS_TOO_FAST(429, "too many join attempts from this address");

    private final int status;
    private final String text;

    Rejection(int status, String text) {
      this.status = status;
      this.text = text;
    }

    public int status() {
      return status;
    }

    public String text() {
      return text;
    }
  }

  private final Limits limits;
  private final Map<String, Integer> pendingByAddress = new HashMap<>();
  private final AddressRateLimiter joinRate;
  private int connections;
  private int pending;

  public ConnectionLimiter(Limits limits) {
    this.limits = limits;
    this.joinRate =
        new AddressRateLimiter(limits.joinsPerSecondPerAddress(), limits.exemptsLoopback());
  }

  /// The key under which an address is counted. An IPv6 address counts as its /64 network, because
  /// one client usually has all of it.
  ///
  /// @param exemptsLoopback whether loopback addresses have no key, and so no limit
  static Optional<String> key(InetAddress address, boolean exemptsLoopback) {
    if (address.isLoopbackAddress() && exemptsLoopback) {
      return Optional.empty();
    }
    if (address instanceof Inet6Address) {
      byte[] bytes = address.getAddress();
      StringBuilder network = new StringBuilder("net64:");
      for (int i = 0; i < 8; i++) {
        network.append(Character.forDigit((bytes[i] >> 4) & 0xF, 16));
        network.append(Character.forDigit(bytes[i] & 0xF, 16));
      }
      return Optional.of(network.toString());
    }
    return Optional.of(address.getHostAddress());
  }

  /// Checks a request before its upgrade. It counts as a join attempt.
  public Optional<Rejection> check(InetAddress address, long now) {
    Optional<Rejection> rejection = checkCapacity(address);
    if (rejection.isEmpty() && !joinRate.take(address, now)) {
      return Optional.of(Rejection.JOINS_TOO_FAST);
    }
    return rejection;
  }

  /// Counts a connection that was opened, with its pending handshake. It counts in any case, until
  /// [#closed]: a rejected one is open until its close handshake ends.
  public synchronized Optional<Rejection> opened(InetAddress address) {
    Optional<Rejection> rejection = checkCapacity(address);
    connections++;
    pending++;
    key(address).ifPresent(key -> pendingByAddress.merge(key, 1, Integer::sum));
    return rejection;
  }

  /// Counts the end of a handshake, with or without a welcome. Called once for each [#opened].
  public synchronized void handshakeEnded(InetAddress address) {
    pending--;
    key(address)
        .ifPresent(
            key ->
                pendingByAddress.computeIfPresent(
                    key, (_, count) -> count == 1 ? null : count - 1));
  }

  /// Counts a connection that was closed. Called once for each [#opened].
  public synchronized void closed() {
    connections--;
  }

  /// Open connections.
  public synchronized int connections() {
    return connections;
  }

  /// Whether every further connection would be rejected.
  public synchronized boolean isFull() {
    return isReached(connections, limits.maxConnections());
  }

  /// Pending handshakes.
  public synchronized int pending() {
    return pending;
  }

  private synchronized Optional<Rejection> checkCapacity(InetAddress address) {
    if (isReached(connections, limits.maxConnections())) {
      return Optional.of(Rejection.SERVER_FULL);
    }
    if (isReached(pending, limits.maxPending())) {
      return Optional.of(Rejection.TOO_MANY_HANDSHAKES);
    }
    int ofAddress = key(address).map(key -> pendingByAddress.getOrDefault(key, 0)).orElse(0);
    return isReached(ofAddress, limits.maxPendingPerAddress())
        ? Optional.of(Rejection.TOO_MANY_FROM_ADDRESS)
        : Optional.empty();
  }

  private Optional<String> key(InetAddress address) {
    return key(address, limits.exemptsLoopback());
  }

  private static boolean isReached(int count, int limit) {
    return limit != 0 && count >= limit;
  }
}
