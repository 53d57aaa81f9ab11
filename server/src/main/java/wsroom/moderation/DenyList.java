package wsroom.moderation;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The platform's list, `{"users":[{"wallet":"0x…"},…]}`, fetched as a whole. One that cannot be
/// fetched or read leaves the last one in force.
final class DenyList {
  private static final int LIMIT_BYTES = 16 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI uri;
  private final HttpFetcher web;
  private final BanList list;

  DenyList(URI uri, HttpFetcher web, BanList list) {
    this.uri = uri;
    this.web = web;
    this.list = list;
  }

  /// Fetches it, and waits for it.
  void fetch() throws InterruptedException {
    try {
      Content content = parse(web.get(uri, LIMIT_BYTES, TIMEOUT));
      list.source()
          .succeeded(
              content.skipped() == 0 ? "" : "entries without an address: " + content.skipped());
      list.replace(content.addresses());
    } catch (BanSourceException e) {
      list.source().failed(e.why());
    }
  }

  /// What a body holds.
  ///
  /// @param skipped how many entries have no address in `wallet`
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
      // Another form than this one: to take it for an empty list would let everybody in.
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
      if (addresses.size() > before && addresses.size() > BanList.MOST_ADDRESSES) {
        throw new BanSourceException("more than " + BanList.MOST_ADDRESSES + " addresses");
      }
    }
    return skipped;
  }

  private static boolean readUser(JsonParser json, Set<String> addresses) {
    boolean found = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean wallet = "wallet".equals(json.currentName());
      if (json.nextToken() == JsonToken.VALUE_STRING && wallet) {
        var address = BanList.address(json.getString().strip());
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
