package wsroom.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How many connections the server takes, in all and from one client address. Asked when a
/// connection comes, when its handshake ends, and when it goes.
///
/// Thread-safe. The lock guards some numbers; nothing is called under it.
public final class ConnectionLimiter {
  /// What may come in. In all of the numbers, 0 means no limit.
  ///
  /// @param maxPending connections not welcomed yet
  /// @param sparesLoopback whether the limits of one address leave this machine's own alone
  public record Limits(
      int maxConnections,
      int maxPending,
      int maxPendingPerAddress,
      int joinsPerSecondPerAddress,
      boolean sparesLoopback) {}

  /// Why a connection does not come in, and the HTTP status that says so.
  public enum Refusal {
    SERVER_FULL(503, "the server is full"),
    TOO_MANY_HANDSHAKES(503, "too many connections are just coming in"),
    TOO_MANY_FROM_ADDRESS(429, "too many connections are just coming in from this address"),
    JOINS_TOO_FAST(429, "too many attempts to join from this address");

    private final int status;
    private final String text;

    Refusal(int status, String text) {
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
  private final AddressRateLimiter joins;
  private int connections;
  private int pending;

  public ConnectionLimiter(Limits limits) {
    this.limits = limits;
    this.joins = new AddressRateLimiter(limits.joinsPerSecondPerAddress(), limits.sparesLoopback());
  }

  /// The key under which an address is counted: of IPv6 its /64 network, which one client has for
  /// itself.
  ///
  /// @param sparesLoopback whether this machine's own address has no key, and so no limit
  static Optional<String> key(InetAddress address, boolean sparesLoopback) {
    if (address.isLoopbackAddress() && sparesLoopback) {
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

  /// Whether a connection may come in, asked before it does. Counts as an attempt to join.
  public Optional<Refusal> ask(InetAddress address, long now) {
    Optional<Refusal> refusal = full(address);
    if (refusal.isEmpty() && !joins.take(address, now)) {
      return Optional.of(Refusal.JOINS_TOO_FAST);
    }
    return refusal;
  }

  /// A connection has come. It counts in any case, until [#leave]; if there is no place for it, it
  /// is to be told so and closed.
  public synchronized Optional<Refusal> enter(InetAddress address) {
    Optional<Refusal> refusal = full(address);
    connections++;
    pending++;
    key(address).ifPresent(key -> pendingByAddress.merge(key, 1, Integer::sum));
    return refusal;
  }

  /// The handshake of a connection has ended, well or not. Once for each [#enter].
  public synchronized void handshakeEnded(InetAddress address) {
    pending--;
    key(address)
        .ifPresent(
            key ->
                pendingByAddress.computeIfPresent(
                    key, (same, count) -> count == 1 ? null : count - 1));
  }

  /// A connection is gone.
  public synchronized void leave() {
    connections--;
  }

  /// Connections that are open now.
  public synchronized int connections() {
    return connections;
  }

  /// Whether no further connection would come in, from any address.
  public synchronized boolean isFull() {
    return reached(connections, limits.maxConnections());
  }

  /// Connections not welcomed yet.
  public synchronized int pending() {
    return pending;
  }

  private synchronized Optional<Refusal> full(InetAddress address) {
    if (reached(connections, limits.maxConnections())) {
      return Optional.of(Refusal.SERVER_FULL);
    }
    if (reached(pending, limits.maxPending())) {
      return Optional.of(Refusal.TOO_MANY_HANDSHAKES);
    }
    int same = key(address).map(key -> pendingByAddress.getOrDefault(key, 0)).orElse(0);
    return reached(same, limits.maxPendingPerAddress())
        ? Optional.of(Refusal.TOO_MANY_FROM_ADDRESS)
        : Optional.empty();
  }

  private Optional<String> key(InetAddress address) {
    return key(address, limits.sparesLoopback());
  }

  private static boolean reached(int count, int limit) {
    return limit != 0 && count >= limit;
  }
}
