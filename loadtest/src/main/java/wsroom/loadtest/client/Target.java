package wsroom.loadtest.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The server to connect to: its socket address and the path of its rooms.
///
/// @param query appended to a room's path; it may hold a secret and is never shown
public record Target(
    InetSocketAddress address, String host, boolean tls, String roomsPath, String query) {
  private static final String DEFAULT_ROOMS_PATH = "/rooms";

  /// Parses `ws://host:port` or `wss://host`, with or without the path of the rooms.
  ///
  /// @throws IllegalArgumentException with a message for the user, if it is neither
  public static Target parse(String text) {
    URI uri = uriOf(text);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("wss");
    if (!tls && !scheme.equals("ws")) {
      throw new IllegalArgumentException(
          "server must be ws://host:port or wss://host, was " + text);
    }
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("no host in " + text);
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    return new Target(
        new InetSocketAddress(resolve(host), port), host, tls, roomsPathOf(uri.getRawPath()), "");
  }

  /// The raw path of a URI; empty if it has none.
  ///
  /// @throws IllegalArgumentException with a message for the user, if it is not a URI
  public static String rawPath(String text) {
    String path = uriOf(text).getRawPath();
    return path == null ? "" : path;
  }

  public boolean isLoopback() {
    return address.getAddress().isLoopbackAddress();
  }

  /// A copy with a query for all its rooms.
  public Target with(String newQuery) {
    return new Target(address, host, tls, roomsPath, newQuery);
  }

  /// The request target of a room.
  public String pathOf(String room) {
    String path =
        roomsPath + "/" + URLEncoder.encode(room, StandardCharsets.UTF_8).replace("+", "%20");
    return query.isEmpty() ? path : path + "?" + query;
  }

  String hostHeader() {
    return host + ":" + address.getPort();
  }

  @Override
  public String toString() {
    return (tls ? "wss://" : "ws://") + hostHeader() + roomsPath;
  }

  private static URI uriOf(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException notAUri) {
      throw new IllegalArgumentException("not a URI: " + text, notAUri);
    }
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("unknown host " + host, unknown);
    }
  }

  private static String roomsPathOf(@Nullable String path) {
    if (path == null || path.isEmpty() || path.equals("/")) {
      return DEFAULT_ROOMS_PATH;
    }
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
