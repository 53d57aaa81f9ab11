package wsroom.moderation;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The platform's deny list, `{"users":[{"wallet":"0x…"},…]}`, fetched as a whole. If it cannot be
/// fetched or parsed, the last one stays in force.
final class DenyList {
  private static final int MAX_BYTES = 16 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI uri;
  private final HttpFetcher fetcher;
  private final BanList list;

  DenyList(URI uri, HttpFetcher fetcher, BanList list) {
    this.uri = uri;
    this.fetcher = fetcher;
    this.list = list;
  }

  /// Fetches the list. Blocks.
  void fetch() throws InterruptedException {
    try {
      Content content = parse(fetcher.get(uri, MAX_BYTES, TIMEOUT));
      list.source()
          .succeeded(
              content.skipped() == 0 ? "" : "entries without an address: " + content.skipped());
      list.replace(content.addresses());
    } catch (BanSourceException e) {
      list.source().failed(e.reason());
    }
  }

  /// The parsed list.
  ///
  /// @param skipped the number of entries without an address in `wallet`
  record Content(Set<String> addresses, int skipped) {}

  static Content parse(byte[] body) throws BanSourceException {
    return Json.read(body, DenyList::readRoot);
  }

  private static Content readRoot(JsonParser json) throws BanSourceException {
    Set<String> addresses = new HashSet<>();
    int skipped = 0;
    boolean hasUsers = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean users = "users".equals(json.currentName());
      if (json.nextToken() == JsonToken.START_ARRAY && users) {
        hasUsers = true;
        skipped += readUsers(json, addresses);
      } else {
        json.skipChildren();
      }
    }
    if (!hasUsers) {
      throw new BanSourceException("no list of users");
    }
    if (addresses.isEmpty() && skipped > 0) {
      // An unknown format: as an empty list it would lift all bans.
      throw new BanSourceException("no entry has an address");
    }
    return new Content(addresses, skipped);
  }

  private static int readUsers(JsonParser json, Set<String> addresses) throws BanSourceException {
    int skipped = 0;
    for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
      int before = addresses.size();
      boolean found = token == JsonToken.START_OBJECT ? readUser(json, addresses) : skip(json);
      skipped += found ? 0 : 1;
      if (addresses.size() > before && addresses.size() > BanList.MAX_ADDRESSES) {
        throw new BanSourceException("more than " + BanList.MAX_ADDRESSES + " addresses");
      }
    }
    return skipped;
  }

  private static boolean readUser(JsonParser json, Set<String> addresses) {
    boolean found = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean wallet = "wallet".equals(json.currentName());
      if (json.nextToken() == JsonToken.VALUE_STRING && wallet) {
        var address = BanList.parseAddress(json.getString().strip());
        address.ifPresent(addresses::add);
        found |= address.isPresent();
      } else {
        json.skipChildren();
      }
    }
    return found;
  }

  private static boolean skip(JsonParser json) {
    json.skipChildren();
    return false;
  }
}
