package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Optional;
import wsroom.config.PublicUrl;

/// The URIs with which clients join rooms.
///
/// Immutable.
public final class RoomUris {
  /// The prefix of a realm's adapter, which names the transport to clients.
  public static final String SCHEME = "ws-room:";

  /// The query parameter with the token.
  public static final String ACCESS_TOKEN = "access_token";

  /// The characters of room ids, besides letters and digits, that a path segment need not encode.
  private static final String SIGNS = ".-_~:@+=,";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final String base;
  private final Optional<AccessTokens> tokens;

  /// @param base the URL of this server for clients
  /// @param tokens the tokens in URIs, unless access tokens are off
  public RoomUris(PublicUrl base, Optional<AccessTokens> tokens) {
    this.base = base.forWebSockets();
    this.tokens = tokens;
  }

  /// The URI with which an address joins a room, such as
  /// `ws-room:wss://example.org/rooms/plaza?access_token=…`. With a token it is a secret of that
  /// address, and expires.
  public String uriFor(String roomId, String address) {
    String room = roomUri(roomId);
    return SCHEME
        + room
        + tokens.map(issuer -> "?" + ACCESS_TOKEN + "=" + issuer.issue(room, address)).orElse("");
  }

  /// The room's own URI, such as `wss://example.org/rooms/plaza`: the audience of its tokens.
  public String roomUri(String roomId) {
    return base + "/rooms/" + encoded(roomId);
  }

  /// A room's id as one segment of a path.
  public static String encoded(String roomId) {
    var path = new StringBuilder();
    for (byte octet : roomId.getBytes(UTF_8)) {
      char c = (char) (octet & 0xFF);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || SIGNS.indexOf(c) >= 0;
      if (plain) {
        path.append(c);
      } else {
        path.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return path.toString();
  }
}
