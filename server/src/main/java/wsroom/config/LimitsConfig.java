package wsroom.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What clients may take of the server. In all of the numbers, 0 means no limit.
///
/// @param maxPendingHandshakes connections not yet welcomed
/// @param sparesLoopback whether the limits of one client address leave this machine's own alone: a
///     load test or a proxy here is no attacker, unless the operator says more
/// @param updatesPerSecond packets of one peer
/// @param updateBytesPerSecond the length of those packets
/// @param reliableBytesPerRoom the length of reliable packets of all peers of a room, a second
/// @param allowedOrigins web pages that may connect; all if there is none
/// @param roomIds what a room's id must match, beyond the rules for all ids
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
            "WebSocket connections in all");
    int maxPending =
        settings.number(
            "MAX_PENDING_HANDSHAKES",
            512,
            Range.limit(1, 1_000_000),
            "connections",
            "Connections that are not welcomed yet, in all");
    int maxPendingPerAddress =
        settings.number(
            "MAX_PENDING_HANDSHAKES_PER_ADDRESS",
            PENDING_PER_ADDRESS,
            Range.limit(1, 1_000_000),
            "connections",
            "The same from one client address (of IPv6, from one /64 network). As long as this and"
                + " the next setting have their defaults, this machine's own address is spared");
    int joinsPerSecond =
        settings.number(
            "JOIN_RATE_PER_ADDRESS",
            JOINS_PER_SECOND,
            Range.limit(1, 1_000_000),
            "a second",
            "Attempts to join from one client address; ten times as many at once");
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
            "Packets from one peer, ten times as many at once. Beyond it unreliable updates are"
                + " dropped, and reliable ones wait in the sender's socket, which is not read"
                + " meanwhile. Pings, pongs and fragments have as many of their own; beyond those the"
                + " peer is disconnected"),
        settings.bytes(
            "UPDATE_BYTES_PER_PEER",
            1 << 20,
            Range.limit(1024, 1 << 27),
            "Bytes a second of one peer's updates, 128 KiB at once. What is more waits in the sender's"
                + " socket"),
        settings.bytes(
            "RELIABLE_BYTES_PER_ROOM",
            1 << 21,
            Range.limit(1 << 16, 1 << 30),
            "Bytes a second of reliable updates of all peers of a room together, an eighth of"
                + " `BACKLOG_LIMIT_BYTES` at once. What is more waits in the senders' sockets, though"
                + " not what is within a peer's equal share. No limit if `UPDATE_BYTES_PER_PEER` has"
                + " none"),
        settings.number(
            "UNKNOWN_PACKETS_PER_MINUTE",
            600,
            Range.limit(1, 1_000_000),
            "packets a minute",
            "Packets of one peer that are none of this protocol; beyond it the peer is disconnected"),
        origins(settings),
        roomIds(settings),
        settings.number(
            "TRUSTED_PROXIES",
            0,
            Range.of(0, 16),
            "hops",
            "Proxies in front of the server that add to `X-Forwarded-For`: the client's address is"
                + " the entry that the outermost of them added. 0 believes only the socket"),
        settings.choice(
                "PROXY_PROTOCOL",
                Switch.OFF,
                "Whether every connection begins with a PROXY protocol header, from a load balancer")
            == Switch.ON);
  }

  /// Whether there may be a room of that id.
  public boolean allowsRoom(String roomId) {
    return roomIds.map(pattern -> pattern.matcher(roomId).matches()).orElse(true);
  }

  private static List<String> origins(SettingsReader settings) {
    return settings.read(
        settings.plain(
            "ALLOWED_ORIGINS",
            "Web pages that may connect, by their origin; any page if not set. Clients that are no"
                + " web page send none, and may",
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

  /// Whether a browser could name a page's origin so. Another form, such as one with a slash at its
  /// end, would fit no page.
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
            "What a room's id must match as a whole, beyond the rules that hold for all ids",
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
