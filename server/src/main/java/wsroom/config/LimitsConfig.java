package wsroom.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Limits on clients. In all numbers, 0 means no limit.
///
/// @param maxPendingHandshakes connections not yet welcomed
/// @param sparesLoopback whether the limits per client address exempt loopback: a local load test
///     or proxy is no attacker, as long as the limits have their defaults
/// @param updatesPerSecond packets of one peer
/// @param updateBytesPerSecond the length of those packets
/// @param reliableBytesPerRoom the length of reliable packets of all peers of a room, a second
/// @param allowedOrigins web pages that may connect; all if empty
/// @param roomIds the pattern that room ids must match, beyond the rules for all ids
/// @param trustedProxies how many proxies stand between clients and the server
/// @param proxyProtocol whether each connection begins with a PROXY protocol header
public record LimitsConfig(
    int maxConnections,
    int maxPendingHandshakes,
    int maxPendingPerAddress,
    int joinsPerSecondPerAddress,
    boolean sparesLoopback,
    int updatesPerSecond,
    int updateBytesPerSecond,
    int reliableBytesPerRoom,
    int unknownPacketsPerMinute,
    List<String> allowedOrigins,
    Optional<Pattern> roomIds,
    int trustedProxies,
    boolean proxyProtocol) {
  private static final int PENDING_PER_ADDRESS = 32;
  private static final int JOINS_PER_SECOND = 20;

  static LimitsConfig read(SettingsReader settings) {
    settings.group("Limits");
    int maxConnections =
        settings.number(
            "MAX_CONNECTIONS",
            20_000,
            Range.limit(1, 1_000_000),
            "connections",
            "Maximum number of open WebSocket connections");
    int maxPending =
        settings.number(
            "MAX_PENDING_HANDSHAKES",
            512,
            Range.limit(1, 1_000_000),
            "connections",
            "Maximum number of connections that are not welcomed yet");
    int maxPendingPerAddress =
        settings.number(
            "MAX_PENDING_HANDSHAKES_PER_ADDRESS",
            PENDING_PER_ADDRESS,
            Range.limit(1, 1_000_000),
            "connections",
            "The same per client address (for IPv6, per /64 network). Loopback is exempt as long as"
                + " this and the next setting have their defaults");
    int joinsPerSecond =
        settings.number(
            "JOIN_RATE_PER_ADDRESS",
            JOINS_PER_SECOND,
            Range.limit(1, 1_000_000),
            "a second",
            "Rate limit of join attempts per client address, with a burst of ten times as many");
    return new LimitsConfig(
        maxConnections,
        maxPending,
        maxPendingPerAddress,
        joinsPerSecond,
        maxPendingPerAddress == PENDING_PER_ADDRESS && joinsPerSecond == JOINS_PER_SECOND,
        settings.number(
            "UPDATE_RATE_PER_PEER",
            200,
            Range.limit(1, 1_000_000),
            "packets a second",
            "Rate limit of packets per peer, with a burst of ten times as many. Beyond it,"
                + " unreliable updates are dropped, and the sender's socket is not read until"
                + " reliable ones fit again. Pings, pongs and fragments have the same limit of"
                + " their own; beyond it the peer is disconnected"),
        settings.bytes(
            "UPDATE_BYTES_PER_PEER",
            1 << 20,
            Range.limit(1024, 1 << 27),
            "Rate limit of one peer's updates in bytes a second, with a burst of 128 KiB. Beyond"
                + " it, the sender's socket is not read for a time"),
        settings.bytes(
            "RELIABLE_BYTES_PER_ROOM",
            1 << 21,
            Range.limit(1 << 16, 1 << 30),
            "Rate limit of the reliable updates of a whole room in bytes a second, with a burst of"
                + " an eighth of `BACKLOG_LIMIT_BYTES`. Beyond it, the sockets of senders above"
                + " their equal share are not read for a time. No limit if `UPDATE_BYTES_PER_PEER`"
                + " has none"),
        settings.number(
            "UNKNOWN_PACKETS_PER_MINUTE",
            600,
            Range.limit(1, 1_000_000),
            "packets a minute",
            "Rate limit of unknown packets per peer; beyond it the peer is disconnected"),
        origins(settings),
        roomIds(settings),
        settings.number(
            "TRUSTED_PROXIES",
            0,
            Range.of(0, 16),
            "hops",
            "Number of proxies in front of the server that add to `X-Forwarded-For`: the client"
                + " address is the entry that the outermost of them added. 0 uses the socket's"
                + " address"),
        settings.choice(
                "PROXY_PROTOCOL",
                Switch.OFF,
                "Whether every connection begins with a PROXY protocol header, from a load balancer")
            == Switch.ON);
  }

  /// Whether a room may have that id.
  public boolean allowsRoom(String roomId) {
    return roomIds.map(pattern -> pattern.matcher(roomId).matches()).orElse(true);
  }

  private static List<String> origins(SettingsReader settings) {
    return settings.read(
        settings.plain(
            "ALLOWED_ORIGINS",
            "Origins of web pages that may connect; any page if not set. Clients without an"
                + " Origin header may always connect",
            "",
            "",
            "origins such as https://example.org, separated by commas"),
        List.of(),
        text -> {
          List<String> origins =
              Arrays.stream(text.toLowerCase(Locale.ROOT).split(",", -1))
                  .map(String::strip)
                  .toList();
          return Optional.of(origins).filter(all -> all.stream().allMatch(LimitsConfig::isOrigin));
        });
  }

  /// Whether a browser sends origins in this form. Another form, such as one with a trailing slash,
  /// would match no page.
  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null
          && Host.isNamedBy(uri)
          && text.equals(uri.getScheme() + "://" + uri.getHost() + port(uri));
    } catch (URISyntaxException notOne) {
      return false;
    }
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 ? "" : ":" + uri.getPort();
  }

  private static Optional<Pattern> roomIds(SettingsReader settings) {
    return settings.find(
        settings.plain(
            "ROOM_ID_PATTERN",
            "Pattern that room ids must match as a whole, beyond the rules for all ids",
            "",
            "",
            "a regular expression of Java"),
        text -> {
          try {
            return Optional.of(Pattern.compile(text));
          } catch (PatternSyntaxException e) {
            return Optional.empty();
          }
        });
  }
}
