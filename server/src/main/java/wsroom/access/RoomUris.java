package wsroom.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Optional;
import wsroom.config.PublicUrl;

/// The URIs by which clients come into rooms.
///
/// Immutable.
public final class RoomUris {
  /// What comes first in a realm's description, and tells clients which transport it is.
  public static final String SCHEME = "ws-room:";

  /// The parameter that carries a token.
  public static final String ACCESS_TOKEN = "access_token";

  /// What a room's id may have, and a path segment need not encode.
  private static final String SIGNS = ".-_~:@+=,";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final String base;
  private final Optional<AccessTokens> tokens;

  /// @param base where clients find this server
  /// @param tokens what URIs carry, unless access tokens are off
  public RoomUris(PublicUrl base, Optional<AccessTokens> tokens) {
    this.base = base.forWebSockets();
    this.tokens = tokens;
  }

  /// The URI by which an address comes into a room, such as
  /// `ws-room:wss://example.org/rooms/plaza?access_token=…`. With a token it is a secret of that
  /// address, and must be used soon.
  public String uriFor(String roomId, String address) {
    String room = roomUri(roomId);
    return SCHEME
        + room
        + tokens.map(each -> "?" + ACCESS_TOKEN + "=" + each.mint(room, address)).orElse("");
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
